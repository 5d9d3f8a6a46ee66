// SPDX-License-Identifier: Apache-2.0
package org.aiperf.score;

import java.time.Duration;

/**
 * The times after the start at which the score is read: the first, and then one per interval as exact multiples.
 *
 * @param first the first mark, longer than zero
 * @param interval from mark to mark, longer than zero
 */
public record Marks(Duration first, Duration interval) {

    /** Those of the published reports: 0.2 hours and every 0.1 hours after it (method section 1.1). */
    public static final Marks STANDARD = new Marks(Duration.ofMinutes(12), Duration.ofMinutes(6));

    public Marks {
        if (first.isZero() || first.isNegative() || interval.isZero() || interval.isNegative()) {
            throw new IllegalArgumentException(
                    "Marks need a positive first mark and interval, not %s and %s".formatted(first, interval));
        }
    }

    /** A mark by its number, from 0. */
    public Duration mark(int number) {
        return first.plus(interval.multipliedBy(number));
    }
}
