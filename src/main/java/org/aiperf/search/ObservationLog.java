// SPDX-License-Identifier: Apache-2.0
package org.aiperf.search;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * All observations of a run in the order in which they were made, ready to travel: every {@value HistoryChunk#SIZE} of
 * them are sealed into a {@link HistoryChunk}, the rest is the tail. A history's version is how many of them it has; one
 * that reads the chunks and the tail in order knows what every other of its version knows. Not thread-safe.
 */
public final class ObservationLog {

    /** Networks kept to tell others by: parents are mostly young. */
    private static final int BASES = 4096;

    private final List<HistoryChunk> chunks = new ArrayList<>();
    private final List<HistoryChunk.Entry> tail = new ArrayList<>();
    private final BitSet reported = new BitSet();
    private final Map<Integer, Observation> bases = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Integer, Observation> eldest) {
            return size() > BASES;
        }
    };
    private @Nullable Observation root;

    /**
     * Takes up what is known of a trial now.
     *
     * @param parent sequence of the trial whose network was changed
     */
    public void add(Observation observation, OptionalInt parent) {
        int sequence = observation.sequence();
        if (reported.get(sequence)) {
            add(sequence, observation.accuracy());
            return;
        }
        Observation base = parent.isPresent() ? bases.get(parent.getAsInt()) : null;
        reported.set(sequence);
        bases.put(sequence, observation);
        add(HistoryChunk.Entry.first(observation, base == null ? root : base));
        root = root == null ? observation : root;
    }

    /**
     * Takes up what a trial that it tells of has come to be worth.
     *
     * @param accuracy as in an {@link Observation}
     */
    public void add(int sequence, @Nullable Double accuracy) {
        if (!reported.get(sequence)) {
            throw new IllegalArgumentException("Nothing is known of trial " + sequence);
        }
        add(HistoryChunk.Entry.known(sequence, accuracy));
    }

    private void add(HistoryChunk.Entry entry) {
        tail.add(entry);
        if (tail.size() == HistoryChunk.SIZE) {
            chunks.add(HistoryChunk.of(tail));
            tail.clear();
        }
    }

    /** Whether there is an observation of a trial. */
    public boolean tells(int sequence) {
        return reported.get(sequence);
    }

    /** Observations up to now. */
    public long version() {
        return (long) chunks.size() * HistoryChunk.SIZE + tail.size();
    }

    /** Number of sealed chunks. */
    public int sealed() {
        return chunks.size();
    }

    /** A sealed chunk by its number, from 0. */
    public HistoryChunk chunk(int number) {
        return chunks.get(number);
    }

    /** What is not sealed of that which a version of the history lacks. */
    public HistoryChunk tail(long version) {
        long missing = Math.max(version() - Math.max(version, 0), 0);
        return HistoryChunk.of(tail.subList((int) Math.max(tail.size() - missing, 0), tail.size()));
    }
}
