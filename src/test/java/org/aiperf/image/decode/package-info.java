// SPDX-License-Identifier: Apache-2.0
@NullMarked
package org.aiperf.image.decode;

import org.jspecify.annotations.NullMarked;
