// SPDX-License-Identifier: Apache-2.0
package org.aiperf.simulation;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.PriorityQueue;

/** A clock that jumps from one planned event to the next; those of one time happen in the order of their planning. */
final class VirtualTime implements InstantSource {

    private static final Instant BEGIN = Instant.parse("2026-01-01T00:00:00Z");

    private record Planned(long time, long number, Runnable event) {}

    private final PriorityQueue<Planned> plan =
            new PriorityQueue<>(Comparator.comparingLong(Planned::time).thenComparingLong(Planned::number));
    private long now;
    private long numbers;

    /** Nanoseconds since the beginning. */
    long now() {
        return now;
    }

    /** Plans an event; one that should have happened already happens now. */
    void at(long time, Runnable event) {
        plan.add(new Planned(Math.max(time, now), numbers++, event));
    }

    void after(Duration time, Runnable event) {
        at(now + time.toNanos(), event);
    }

    /** Lets the next event happen; false if there is none. */
    boolean step() {
        Planned next = plan.poll();
        if (next == null) {
            return false;
        }
        now = next.time();
        next.event().run();
        return true;
    }

    @Override
    public Instant instant() {
        return BEGIN.plusNanos(now);
    }

    @Override
    public long millis() {
        return BEGIN.toEpochMilli() + now / 1_000_000;
    }
}
