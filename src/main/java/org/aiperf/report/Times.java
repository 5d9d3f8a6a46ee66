// SPDX-License-Identifier: Apache-2.0
package org.aiperf.report;

import java.time.Duration;
import java.util.Optional;
import java.util.stream.LongStream;

/**
 * A sample of durations. A quantile is the least of them that as large a part is not above (nearest rank).
 *
 * @param count how many, at least 1
 * @param median half of them
 * @param p99 99 of 100
 * @param total sum
 */
public record Times(int count, Duration median, Duration p99, Duration total) {

    static Optional<Times> ofMillis(LongStream millis) {
        long[] sorted = millis.sorted().toArray();
        return sorted.length == 0
                ? Optional.empty()
                : Optional.of(new Times(
                        sorted.length,
                        quantile(sorted, 50),
                        quantile(sorted, 99),
                        Duration.ofMillis(LongStream.of(sorted).sum())));
    }

    private static Duration quantile(long[] sorted, int percent) {
        int rank = (int) ((sorted.length * (long) percent + 99) / 100);
        return Duration.ofMillis(sorted[rank - 1]);
    }

    /** For example {@code median 12 ms, 99 % within 31 ms}. */
    @Override
    public String toString() {
        return "median %s, 99 %% within %s".formatted(Wording.duration(median), Wording.duration(p99));
    }
}
