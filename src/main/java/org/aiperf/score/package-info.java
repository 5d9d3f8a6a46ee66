// SPDX-License-Identifier: Apache-2.0
/** From finished epochs to the score, the regulated score and the verdict: pure functions of what was done and when. */
@NullMarked
package org.aiperf.score;

import org.jspecify.annotations.NullMarked;
