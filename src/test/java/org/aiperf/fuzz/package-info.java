// SPDX-License-Identifier: Apache-2.0
/** Files of strangers, made by changing good ones at random. */
@NullMarked
package org.aiperf.fuzz;

import org.jspecify.annotations.NullMarked;
