// SPDX-License-Identifier: Apache-2.0
package org.aiperf.trial;

import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.random.RandomGenerator;
import org.aiperf.search.Proposal;
import org.aiperf.search.SearchHistory;
import org.aiperf.search.Searcher;

/**
 * Finds networks for one JVM's trials. While a trial trains, the next network for its slot is searched in the
 * background with the history known then, so that the search costs the accelerator no time; at the trial's end only
 * those candidates are searched again that another trial has begun meanwhile. Thread-safe.
 */
final class CandidateSource {

    private final Searcher searcher;
    private final SearchHistory history = new SearchHistory();
    private final Map<Integer, Future<Candidate>> prepared = new ConcurrentHashMap<>();
    private final ExecutorService background = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "aiperf-search");
        thread.setDaemon(true);
        return thread;
    });
    private long version;

    CandidateSource(Searcher searcher) {
        this.searcher = searcher;
    }

    /** Takes up what the driver knows. */
    synchronized void refresh(TrialDesk desk) {
        HistoryUpdate update = desk.history(version);
        history.add(update.observations());
        version = update.version();
    }

    int historySize() {
        return history.size();
    }

    /** Begins to search the next network for a slot, on the history as it is now. */
    void prepare(int slot, RandomGenerator random) {
        SearchHistory snapshot = history.snapshot();
        prepared.put(slot, background.submit(() -> search(snapshot, random)));
    }

    /** Whether a network was prepared for a slot. */
    boolean isPrepared(int slot) {
        return prepared.containsKey(slot);
    }

    /** The network that was prepared for a slot, once. Waits for it if it is still being searched. */
    Candidate takePrepared(int slot) throws IOException, InterruptedException {
        Future<Candidate> future = prepared.remove(slot);
        if (future == null) {
            throw new IllegalStateException("No network was prepared for slot " + slot);
        }
        try {
            return future.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException io) {
                throw io;
            } else if (e.getCause() instanceof RuntimeException unchecked) {
                throw unchecked;
            }
            throw new IllegalStateException("The search failed", e.getCause());
        }
    }

    /** Searches a network now. */
    Candidate search(RandomGenerator random) throws IOException {
        return search(history.snapshot(), random);
    }

    private Candidate search(SearchHistory known, RandomGenerator random) throws IOException {
        long begin = System.nanoTime();
        Proposal proposal = searcher.suggest(known, random);
        return new Candidate(proposal, known.size(), (System.nanoTime() - begin) / 1_000_000);
    }
}
