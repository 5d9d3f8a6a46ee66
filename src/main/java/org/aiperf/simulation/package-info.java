// SPDX-License-Identifier: Apache-2.0
/** Stand-ins for the expensive parts of a run, to measure the rest of it, and searches on objectives that cost nothing. */
@NullMarked
package org.aiperf.simulation;

import org.jspecify.annotations.NullMarked;
