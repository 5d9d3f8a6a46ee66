// SPDX-License-Identifier: Apache-2.0
package org.aiperf.trial;

import java.util.List;
import org.aiperf.search.HistoryChunk;
import org.aiperf.search.Observation;
import org.aiperf.search.SearchHistory;

/**
 * The driver's history in another JVM, as far as it was asked for. Whatever was missed, replicas of a version are equal: a
 * new one begins with the first chunk. Thread-safe; shared by all slots of the JVM.
 */
final class HistoryReplica {

    private final SearchHistory history = new SearchHistory();
    private long version;

    /** Takes up what the driver knows. Each sealed chunk is fetched once. */
    synchronized void refresh(TrialDesk desk) {
        HistoryUpdate update = desk.history(version);
        int next = (int) (version / HistoryChunk.SIZE);
        if (next < update.sealed()) {
            for (HistoryChunk chunk : desk.chunks(next, update.sealed())) {
                learn(chunk.read(history), (long) next * HistoryChunk.SIZE);
                next++;
            }
        }
        List<Observation> tail = update.tail().read(history);
        learn(tail, update.version() - tail.size());
    }

    /** Takes up observations, some of which may be known. */
    private void learn(List<Observation> observations, long begin) {
        int known = (int) (version - begin);
        if (known < 0 || known > observations.size()) {
            throw new IllegalStateException(
                    "The driver's history goes on at observation %d, and %d are known here; this executor must be started anew"
                            .formatted(begin, version));
        }
        history.add(observations.subList(known, observations.size()));
        version = begin + observations.size();
    }

    /** All that is known now; later updates do not change it. */
    SearchHistory snapshot() {
        return history.snapshot();
    }

    /** Trials that are known. */
    int size() {
        return history.size();
    }
}
