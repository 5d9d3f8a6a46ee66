// SPDX-License-Identifier: Apache-2.0
package org.aiperf.simulation;

import java.util.PriorityQueue;
import java.util.stream.IntStream;
import org.aiperf.search.HistoryChunk;
import org.aiperf.trial.HistoryUpdate;
import org.aiperf.trial.TrialDesk;

/** What the slots of a simulated node share: the history as far as it is known there, and threads that search. */
final class VirtualNode {

    private final int number;
    private final PriorityQueue<Long> cores = new PriorityQueue<>();
    private long version;
    private long taken;
    private long chunkBytes;

    VirtualNode(int number, int threads) {
        this.number = number;
        IntStream.range(0, threads).forEach(i -> cores.add(0L));
    }

    String executor() {
        return Integer.toString(number);
    }

    /** A thread computes for some nanoseconds as soon as one is free; tells when it will be done. */
    long compute(long now, long nanos) {
        long end = Math.max(now, cores.remove()) + nanos;
        cores.add(end);
        return end;
    }

    /** Takes up what the driver knows; each sealed chunk once. */
    boolean refresh(TrialDesk desk) {
        HistoryUpdate update = desk.history(version);
        int known = (int) (version / HistoryChunk.SIZE);
        if (known < update.sealed()) {
            for (HistoryChunk chunk : desk.chunks(known, update.sealed())) {
                chunkBytes += chunk.toBytes().length;
            }
        }
        version = update.version();
        return true;
    }

    /** Results that the model of its searches has not taken up; from now on it has. */
    long news() {
        long news = version - taken;
        taken = version;
        return news;
    }

    /** Bytes of sealed chunks that it was sent. */
    long chunkBytes() {
        return chunkBytes;
    }

    /** A new executor knows nothing. */
    void restart(long now) {
        version = 0;
        taken = 0;
        int threads = cores.size();
        cores.clear();
        IntStream.range(0, threads).forEach(i -> cores.add(now));
    }
}
