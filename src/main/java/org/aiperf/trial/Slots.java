// SPDX-License-Identifier: Apache-2.0
package org.aiperf.trial;

import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The places in one JVM where trials run side by side, and when the last trial on each ended. Thread-safe. */
public final class Slots {

    private final BitSet taken = new BitSet();
    private final Map<Integer, Long> lastEnd = new HashMap<>();

    /** Takes the free slot of the smallest number. */
    public synchronized int take() {
        int slot = taken.nextClearBit(0);
        taken.set(slot);
        return slot;
    }

    /** Gives a slot back after a trial that ended at a time. */
    public synchronized void release(int slot, long time) {
        taken.clear(slot);
        lastEnd.put(slot, time);
    }

    /** Gives a slot back that was not used. */
    public synchronized void release(int slot) {
        taken.clear(slot);
    }

    /** When the last trial on a slot ended; nothing before the first one. */
    public synchronized Optional<Long> lastEnd(int slot) {
        return Optional.ofNullable(lastEnd.get(slot));
    }
}
