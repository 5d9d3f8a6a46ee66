// SPDX-License-Identifier: Apache-2.0
package org.aiperf.simulation;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import org.aiperf.network.Network;
import org.aiperf.search.Descent;
import org.aiperf.search.Model;
import org.aiperf.search.Models;
import org.aiperf.search.Observation;
import org.aiperf.search.Proposal;
import org.aiperf.search.SearchHistory;
import org.aiperf.search.Searcher;
import org.aiperf.search.bayes.NetworkCode;

/**
 * One search against an objective.
 *
 * @param contestant who searches
 * @param objective what is searched for
 * @param seed of the objective and of the search
 * @param trials number of networks that are tried
 * @param workers trials that run at a time, all of equal duration; a search knows nothing of those that run but their
 *     networks
 */
public record SearchRun(Contestant contestant, Objective.Kind objective, long seed, int trials, int workers) {

    /**
     * How it went.
     *
     * @param accuracy true accuracy of the network that seemed best
     * @param cpuSeconds CPU time of all searches
     */
    public record Outcome(double accuracy, double cpuSeconds) {}

    private record Running(Observation trial, double accuracy) {}

    /** Searches to the end. */
    public Outcome run() throws IOException {
        Objective truth = objective.of(World.root(), seed);
        SplittableRandom noise = new SplittableRandom(seed ^ 0x5DEECE66DL);
        SplittableRandom random = new SplittableRandom(31 * seed + 7);
        Map<String, Model> tried = new HashMap<>();
        Models models = trial -> Objects.requireNonNull(tried.get(trial));
        Searcher searcher = contestant.searcher(models);
        SearchHistory history = new SearchHistory();
        Deque<Running> running = new ArrayDeque<>();
        double seemed = Double.NEGATIVE_INFINITY;
        double best = 0;
        long cpu = 0;
        for (int sequence = 0; sequence < trials + workers; sequence++) {
            if (running.size() == workers || sequence >= trials) {
                Running ended = running.remove();
                double seen = ended.accuracy() + World.NOISE * noise.nextGaussian();
                history.add(List.of(ended.trial().worth(seen)));
                if (seen > seemed) {
                    seemed = seen;
                    best = ended.accuracy();
                }
            }
            if (sequence < trials) {
                long before = cpuTime();
                Proposal proposal = searcher.suggest(history.snapshot(), random.split());
                cpu += cpuTime() - before;
                Model model = proposal.model();
                Network network = model.network().network();
                Observation trial = new Observation(
                        "%06d".formatted(sequence),
                        sequence,
                        network.hash(),
                        NetworkCode.of(network),
                        null,
                        Descent.of(parent(proposal), proposal.morphs()));
                tried.put(trial.trial(), model);
                history.add(List.of(trial));
                running.add(new Running(trial, truth.accuracy(network)));
            }
        }
        return new Outcome(best, cpu / 1e9);
    }

    private static OptionalInt parent(Proposal proposal) {
        return proposal.parent() == null
                ? OptionalInt.empty()
                : OptionalInt.of(Integer.parseInt(proposal.parent()));
    }

    private static long cpuTime() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }
}
