// SPDX-License-Identifier: Apache-2.0
package org.aiperf.trial;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.random.RandomGenerator;
import org.aiperf.search.Models;
import org.aiperf.search.Pool;
import org.aiperf.search.Proposal;
import org.aiperf.search.SearchHistory;
import org.aiperf.search.Searcher;
import org.aiperf.trial.Candidates.Leader;

/**
 * Finds networks for one JVM's trials. While a trial trains, a pool of networks for the next trial on its slot is searched
 * in the background with the history known then, so that the search costs the accelerator no time; it is for the next
 * trial to have them judged again by what has become known meanwhile. Thread-safe.
 */
final class CandidateSource {

    /** Networks of a pool: enough that some are left when others have begun the best ones. */
    private static final int POOL = 8;

    private final Searcher searcher;
    private final Models models;
    private final boolean weights;
    private final Seeds seeds;
    private final HistoryReplica history = new HistoryReplica();
    private final Map<Integer, BackgroundSearch> prepared = new ConcurrentHashMap<>();
    private final ExecutorService background = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "aiperf-search");
        thread.setDaemon(true);
        return thread;
    });

    /**
     * @param models where the parents' weights are read
     * @param weights whether trials begin with them
     * @param seeds of what is drawn for them
     */
    CandidateSource(Searcher searcher, Models models, boolean weights, Seeds seeds) {
        this.searcher = searcher;
        this.models = models;
        this.weights = weights;
        this.seeds = seeds;
    }

    /** The driver's history, as far as it is known here. */
    HistoryReplica history() {
        return history;
    }

    /** What computes the distances between networks. */
    String distances() {
        return searcher.distances();
    }

    /** Begins to search networks for the next trial on a slot, by the history as it is now. */
    void prepare(int slot, RandomGenerator random) {
        SearchHistory snapshot = history.snapshot();
        prepared.put(slot, new BackgroundSearch(() -> withLeader(search(snapshot, random), snapshot), background));
    }

    /** The training on a slot is over: what is searched for it now keeps it waiting. */
    void uncover(int slot) {
        BackgroundSearch search = prepared.get(slot);
        if (search != null) {
            search.uncover();
        }
    }

    /** What was prepared for a slot, once. */
    Optional<BackgroundSearch> takePrepared(int slot) {
        return Optional.ofNullable(prepared.remove(slot));
    }

    /** Searches networks now. */
    Candidates search(RandomGenerator random) throws IOException {
        return search(history.snapshot(), random);
    }

    private Candidates search(SearchHistory known, RandomGenerator random) throws IOException {
        Pool pool = searcher.pool(known, POOL, random);
        return new Candidates(pool, known.size(), null);
    }

    /** Weights may be large and far away: those that will probably be wanted are read beforehand. */
    private Candidates withLeader(Candidates found, SearchHistory known) throws IOException {
        List<Proposal> ranked = weights ? found.ranked(known) : List.of();
        if (ranked.isEmpty()) {
            return found;
        }
        Proposal first = ranked.get(0);
        return new Candidates(
                found.pool(),
                found.historySize(),
                new Leader(
                        first,
                        first.carried(models, seeds.morphs(first.network().hash()))));
    }
}
