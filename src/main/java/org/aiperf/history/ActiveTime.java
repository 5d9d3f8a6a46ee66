// SPDX-License-Identifier: Apache-2.0
package org.aiperf.history;

import java.time.Duration;
import java.time.Instant;
import java.util.OptionalLong;

/**
 * Time in which drivers had trials: from the set-up of each one's first trial to its last record. Waiting for slots, and
 * the time between two drivers, is none. Not thread-safe.
 */
final class ActiveTime {

    private Duration earlierDrivers = Duration.ZERO;

    /** When the latest driver's first trial was set up. */
    private OptionalLong setUp = OptionalLong.empty();

    private long lastRecord;

    /** When a trial was last heard of, or a driver stopped. */
    private long lastWork;

    /** Another driver begins. */
    void begin(long time) {
        earlierDrivers = earlierDrivers.plus(sinceSetUp(Math.min(lastWork, time)));
        setUp = OptionalLong.empty();
    }

    /** A trial is set up. */
    void setUp(long time) {
        if (setUp.isEmpty()) {
            setUp = OptionalLong.of(time);
        }
        work(time);
    }

    /** A trial is heard of, or a driver stops. */
    void work(long time) {
        lastWork = Math.max(lastWork, time);
    }

    /** There is a record of this time. */
    void record(long time) {
        lastRecord = Math.max(lastRecord, time);
    }

    long lastRecord() {
        return lastRecord;
    }

    /** Up to the last record. */
    Duration total() {
        return earlierDrivers.plus(sinceSetUp(lastRecord));
    }

    /** Up to now, if the latest driver is still at work. */
    Duration total(Instant now) {
        Duration sinceLast = Duration.between(Instant.ofEpochMilli(lastRecord), now);
        return setUp.isPresent() && !sinceLast.isNegative() ? total().plus(sinceLast) : total();
    }

    private Duration sinceSetUp(long time) {
        return Duration.ofMillis(Math.max(time - setUp.orElse(time), 0));
    }
}
