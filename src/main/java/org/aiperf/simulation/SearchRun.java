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
import org.aiperf.search.morph.MorphLimits;
import org.aiperf.trial.EpochBudget;
import org.aiperf.trial.TrialPlan;

/**
 * One search against an objective.
 *
 * @param contestant who searches
 * @param objective what is searched for
 * @param seed of the objective and of the search
 * @param budget when it ends
 * @param workers trials that run at a time, all of equal duration; a search knows nothing of those that run but their
 *     networks
 * @param noise standard deviation of what a search sees of an accuracy
 */
public record SearchRun(
        Contestant contestant, Objective.Kind objective, long seed, SearchBudget budget, int workers, double noise) {

    /**
     * How it went.
     *
     * @param trials networks that were tried
     * @param accuracy true accuracy of the network that seemed best
     * @param cpuSeconds CPU time of all searches
     * @param commonest share of the commonest kind among all morphs
     * @param gainless share of the children of the last third that seemed no better than their parents
     */
    public record Outcome(int trials, double accuracy, double cpuSeconds, double commonest, double gainless) {}

    private record Running(Observation trial, double accuracy) {}

    /** Searches to the end. */
    public Outcome run() throws IOException {
        World world = objective.world();
        Objective truth = objective.of(world.rootNetwork(), seed);
        EpochBudget epochs = TrialPlan.of(world.settings(List.of()), 1).budget();
        Map<String, Attempt.Reached> reached = new HashMap<>();
        SplittableRandom deviations = new SplittableRandom(seed ^ 0x5DEECE66DL);
        SplittableRandom random = new SplittableRandom(31 * seed + 7);
        Map<String, Model> tried = new HashMap<>();
        Models models = trial -> Objects.requireNonNull(tried.get(trial));
        Searcher searcher = contestant.searcher(world, models);
        SearchHistory history = new SearchHistory();
        Deque<Running> running = new ArrayDeque<>();
        MorphTally tally = new MorphTally();
        double operations = budget.operations() * MorphLimits.operations(world.rootNetwork());
        int sequence = 0;
        double seemed = Double.NEGATIVE_INFINITY;
        double best = 0;
        long cpu = 0;
        boolean goesOn = true;
        while (goesOn || !running.isEmpty()) {
            if (running.size() == workers || !goesOn) {
                Running ended = running.remove();
                double seen = ended.accuracy() + noise * deviations.nextGaussian();
                history.add(List.of(ended.trial().worth(seen)));
                ended.trial()
                        .descent()
                        .parent()
                        .ifPresent(parent -> tally.ended(ended.trial().sequence(), seen - seen(history, parent)));
                if (seen > seemed) {
                    seemed = seen;
                    best = ended.accuracy();
                }
            }
            if (goesOn) {
                long before = cpuTime();
                Proposal proposal = searcher.suggest(history.snapshot(), random.split());
                cpu += cpuTime() - before;
                Model model = proposal.model();
                tally.begun(proposal.morphs());
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
                Attempt attempt = new Attempt(
                        network,
                        trial.descent().kinds(),
                        epochs.epochs(sequence / workers),
                        proposal.parent() == null ? null : reached.get(proposal.parent()));
                double accuracy = truth.accuracy(attempt);
                reached.put(trial.trial(), new Attempt.Reached(attempt, accuracy));
                running.add(new Running(trial, accuracy));
                operations -= MorphLimits.operations(network);
                sequence++;
                goesOn = sequence < budget.trials() && operations > 0;
            }
        }
        return new Outcome(sequence, best, cpu / 1e9, tally.commonest(), tally.gainless());
    }

    private static double seen(SearchHistory history, int trial) {
        return history.trial(trial)
                .map(Observation::accuracy)
                .map(accuracy -> (double) accuracy)
                .orElseThrow();
    }

    private static OptionalInt parent(Proposal proposal) {
        return proposal.parent() == null ? OptionalInt.empty() : OptionalInt.of(Integer.parseInt(proposal.parent()));
    }

    private static long cpuTime() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }
}
