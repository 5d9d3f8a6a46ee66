// SPDX-License-Identifier: Apache-2.0
@NullMarked
package org.aiperf.image;

import org.jspecify.annotations.NullMarked;
