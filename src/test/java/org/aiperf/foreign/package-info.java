// SPDX-License-Identifier: Apache-2.0
@NullMarked
package org.aiperf.foreign;

import org.jspecify.annotations.NullMarked;
