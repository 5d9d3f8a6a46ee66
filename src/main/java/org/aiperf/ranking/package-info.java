// SPDX-License-Identifier: Apache-2.0
/** Runs beside each other: a ranking of submissions, and a comparison of runs. */
@NullMarked
package org.aiperf.ranking;

import org.jspecify.annotations.NullMarked;
