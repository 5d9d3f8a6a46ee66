// SPDX-License-Identifier: Apache-2.0
/** The driver of a run: it owns the history, launches rounds of trials, answers their tasks and knows when to stop. */
@NullMarked
package org.aiperf.benchmark;

import org.jspecify.annotations.NullMarked;
