// SPDX-License-Identifier: Apache-2.0
package org.aiperf.search;

import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;
import org.aiperf.search.bayes.DistanceBackend;
import org.aiperf.search.bayes.Snapshot;
import org.aiperf.search.bayes.Surrogate;

/**
 * Bayesian optimisation over network morphism: a Gaussian process over all trials judges descendants of good ones, and
 * the most promising is proposed; one proposal in {@value #EVOLUTION_SHARE} is left to evolution, which keeps the search
 * from trusting its model alone. Candidates are structures; weights are carried for the accepted one only. Thread-safe:
 * the model is shared by all callers and takes up every history that it is shown, one at a time; each then searches with
 * what was known at its turn, without waiting for others.
 */
public final class BayesianSearch implements Searcher {

    private static final int EVOLUTION_SHARE = 8;

    /** Accuracies before there is anything to model. */
    private static final int LEAST_FINISHED = 3;

    private final Searcher evolution;
    private final Acquisition acquisition;
    private final Moves moves;
    private final DistanceBackend distances;
    private final Structures structures;
    private final Surrogate surrogate;
    private final Map<Integer, Integer> rows = new ConcurrentHashMap<>();
    private final Map<Integer, Double> values = new HashMap<>();

    /**
     * @param evolution proposes while too little is known, and now and then later
     * @param moves make the children that are judged
     */
    BayesianSearch(Searcher evolution, Acquisition acquisition, Moves moves, Models models, DistanceBackend distances) {
        this.evolution = evolution;
        this.acquisition = acquisition;
        this.moves = moves;
        this.distances = distances;
        this.structures = new Structures(models);
        this.surrogate = acquisition.model(distances);
    }

    @Override
    public Proposal suggest(SearchHistory history, RandomGenerator random) throws IOException {
        return pool(history, 1, random).ranked(history).get(0);
    }

    @Override
    public Pool pool(SearchHistory history, int most, RandomGenerator random) throws IOException {
        List<Observation> finished = history.finished();
        if (finished.size() < LEAST_FINISHED || random.nextInt(EVOLUTION_SHARE) == 0) {
            return evolution.pool(history, most, random);
        }
        List<Candidate> found = search(history, finished, most, random);
        return found.isEmpty()
                ? evolution.pool(history, most, random)
                : later -> judgedAgain(found, later, random).stream()
                        .map(Candidate::proposal)
                        .toList();
    }

    @Override
    public String distances() {
        return distances.name();
    }

    private List<Candidate> search(SearchHistory history, List<Observation> finished, int most, RandomGenerator random)
            throws IOException {
        Exploration exploration = exploration(history, finished, fitted(history), random);
        List<Candidate> ranked = acquisition.ranked(exploration, acquisition.candidates(exploration));
        return ranked.subList(0, Math.min(most, ranked.size()));
    }

    /** Without a new fit of the model, which may take longer than a slot should wait. */
    private List<Candidate> judgedAgain(List<Candidate> found, SearchHistory history, RandomGenerator random) {
        Exploration exploration = exploration(history, history.finished(), learnt(history), random);
        Set<Long> known = history.networks();
        return acquisition.ranked(
                exploration,
                exploration.judged(found.stream()
                        .filter(candidate -> !known.contains(candidate.network().hash()))
                        .toList()));
    }

    private Exploration exploration(
            SearchHistory history, List<Observation> finished, Snapshot snapshot, RandomGenerator random) {
        return new Exploration(
                finished,
                new HashSet<>(history.networks()),
                this::row,
                structures,
                snapshot,
                moves.after(history, random),
                random);
    }

    private synchronized Snapshot fitted(SearchHistory history) {
        learn(history);
        surrogate.fit();
        return surrogate.snapshot();
    }

    private synchronized Snapshot learnt(SearchHistory history) {
        learn(history);
        return surrogate.snapshot();
    }

    private void learn(SearchHistory history) {
        for (Observation observation : history.observations()) {
            int row = rows.computeIfAbsent(
                    observation.sequence(),
                    unused -> surrogate.add(
                            observation.code(), observation.descent().origin(history.parentAccuracy(observation))));
            Double accuracy = observation.accuracy();
            if (accuracy != null && !accuracy.equals(values.put(observation.sequence(), accuracy))) {
                surrogate.value(row, accuracy);
            }
        }
    }

    private int row(Observation observation) {
        return Objects.requireNonNull(rows.get(observation.sequence()));
    }
}
