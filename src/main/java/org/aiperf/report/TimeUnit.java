// SPDX-License-Identifier: Apache-2.0
package org.aiperf.report;

import java.time.Duration;

/** Units of a time axis. */
public enum TimeUnit {
    SECONDS("s", 1),
    MINUTES("min", 60),
    HOURS("h", 3600);

    private final String label;
    private final int seconds;

    TimeUnit(String label, int seconds) {
        this.label = label;
        this.seconds = seconds;
    }

    /** The one whose numbers are neither long nor small up to a time. */
    public static TimeUnit of(Duration longest) {
        return longest.compareTo(Duration.ofMinutes(2)) < 0
                ? SECONDS
                : longest.compareTo(Duration.ofHours(2)) < 0 ? MINUTES : HOURS;
    }

    /** As an axis calls it. */
    public String label() {
        return label;
    }

    /** A time in this unit. */
    public double in(Duration time) {
        return time.toMillis() / 1000.0 / seconds;
    }
}
