// SPDX-License-Identifier: Apache-2.0
/** Stand-ins for the expensive parts of a run, to measure the rest of it. */
@NullMarked
package org.aiperf.simulation;

import org.jspecify.annotations.NullMarked;
