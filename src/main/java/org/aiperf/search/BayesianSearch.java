// SPDX-License-Identifier: Apache-2.0
package org.aiperf.search;

import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.aiperf.search.bayes.DistanceBackend;
import org.aiperf.search.bayes.Surrogate;
import org.aiperf.search.morph.Morph;
import org.aiperf.search.morph.MorphSampler;

/**
 * Bayesian optimisation over network morphism: a Gaussian process over all trials judges descendants of good ones, and
 * the most promising is proposed; one proposal in {@value #EVOLUTION_SHARE} is left to evolution, which keeps the search
 * from trusting its model alone. Candidates are structures; weights are carried for the winner only. Thread-safe: the
 * model is shared by all callers and takes up every history that it is shown, so searches wait for one another.
 */
public final class BayesianSearch implements Searcher {

    private static final int EVOLUTION_SHARE = 8;

    /** Accuracies before there is anything to model. */
    private static final int LEAST_FINISHED = 3;

    private final Searcher evolution;
    private final Acquisition acquisition;
    private final MorphSampler sampler;
    private final Models models;
    private final Structures structures;
    private final Surrogate surrogate;
    private final Map<Integer, Integer> rows = new HashMap<>();
    private final Map<Integer, Double> values = new HashMap<>();

    /**
     * @param evolution proposes while too little is known, and now and then later
     * @param sampler makes the children that are judged
     */
    BayesianSearch(
            Searcher evolution,
            Acquisition acquisition,
            MorphSampler sampler,
            Models models,
            DistanceBackend distances) {
        this.evolution = evolution;
        this.acquisition = acquisition;
        this.sampler = sampler;
        this.models = models;
        this.structures = new Structures(models);
        this.surrogate = new Surrogate(distances);
    }

    @Override
    public Proposal suggest(SearchHistory history, RandomGenerator random) throws IOException {
        List<Observation> finished = history.finished();
        if (finished.size() < LEAST_FINISHED || random.nextInt(EVOLUTION_SHARE) == 0) {
            return evolution.suggest(history, random);
        }
        Optional<Candidate> winner = search(history, finished, random);
        return winner.isPresent() ? proposal(winner.get(), random) : evolution.suggest(history, random);
    }

    private synchronized Optional<Candidate> search(
            SearchHistory history, List<Observation> finished, RandomGenerator random) throws IOException {
        learn(history);
        Set<Long> known = new HashSet<>(history.networks());
        return acquisition.choose(new Exploration(finished, known, this::row, structures, surrogate, sampler, random));
    }

    private void learn(SearchHistory history) {
        for (Observation observation : history.observations()) {
            int row = rows.computeIfAbsent(observation.sequence(), unused -> surrogate.add(observation.code()));
            Double accuracy = observation.accuracy();
            if (accuracy != null && !accuracy.equals(values.put(observation.sequence(), accuracy))) {
                surrogate.value(row, accuracy);
            }
        }
        surrogate.fit();
    }

    private int row(Observation observation) {
        return Objects.requireNonNull(rows.get(observation.sequence()));
    }

    private Proposal proposal(Candidate winner, RandomGenerator random) throws IOException {
        Model model = models.load(winner.trial());
        for (Morph morph : winner.morphs()) {
            model = model.changed(morph, random);
        }
        return new Proposal(winner.trial(), winner.morphs(), model);
    }
}
