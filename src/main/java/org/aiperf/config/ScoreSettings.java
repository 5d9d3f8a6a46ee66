// SPDX-License-Identifier: Apache-2.0
package org.aiperf.config;

import java.time.Duration;
import org.aiperf.unit.Definition;
import org.aiperf.unit.Precision;

/**
 * What is counted, when it is looked at, and when the result is valid (method section 1).
 *
 * @param operations the count that makes the headline; the other one is always printed beside it
 * @param firstMark time from the start to the first value of the score
 * @param markInterval time from one value to the next
 * @param validity what a valid run must have
 */
public record ScoreSettings(
        Definition operations,

        @Within(min = 0.001) Duration firstMark,

        @Within(min = 0.001) Duration markInterval,

        Validity validity) {

    /**
     * What a valid run must have (method section 1.2).
     *
     * @param accuracy best validation accuracy above this share
     * @param duration run time of at least this
     * @param precision arithmetic of at least this
     */
    public record Validity(
            @Within(min = 0, below = 1) double accuracy,
            @Within(min = 0) Duration duration,
            Precision precision) {}
}
