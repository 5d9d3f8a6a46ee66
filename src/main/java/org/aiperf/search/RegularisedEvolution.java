// SPDX-License-Identifier: Apache-2.0
package org.aiperf.search;

import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.aiperf.search.morph.Morph;
import org.aiperf.search.morph.MorphSampler;
import org.aiperf.search.morph.WeightedNetwork;

/**
 * Regularised evolution (Real et al. 2019): the youngest trials are the population, the best of a random sample of it
 * is the parent, one random morph makes the child. Old networks die however good they are.
 */
public final class RegularisedEvolution implements Searcher {

    /** Parents tried before the search falls back on the seeds: one parent may have no new child left. */
    private static final int ATTEMPTS = 8;

    private final Searcher opening;
    private final MorphSampler sampler;
    private final Models models;
    private final int population;
    private final int tournament;

    /**
     * @param opening proposes networks while none is finished
     * @param population number of youngest trials that may be parents
     * @param tournament size of the sample whose best is the parent
     */
    public RegularisedEvolution(Searcher opening, MorphSampler sampler, Models models, int population, int tournament) {
        this.opening = opening;
        this.sampler = sampler;
        this.models = models;
        this.population = population;
        this.tournament = tournament;
    }

    @Override
    public Proposal suggest(SearchHistory history, RandomGenerator random) throws IOException {
        List<Observation> finished = history.finished();
        List<Observation> living = finished.subList(Math.max(finished.size() - population, 0), finished.size());
        Set<Long> known = history.networks();
        for (int attempt = 0; attempt < ATTEMPTS && !living.isEmpty(); attempt++) {
            String parent = winner(living, random).trial();
            Model model = models.structure(parent);
            Optional<MorphSampler.Step> step =
                    sampler.draw(model.network().network(), random, child -> !known.contains(child.hash()));
            if (step.isPresent()) {
                Morph morph = step.get().morph();
                int seedLayers = morph.seedLayers(model.network().network(), model.seedLayers());
                Model child = new Model(WeightedNetwork.untrained(step.get().child()), seedLayers);
                return Proposal.unjudged(parent, List.of(morph), child);
            }
        }
        return opening.suggest(history, random);
    }

    private Observation winner(List<Observation> living, RandomGenerator random) {
        return random.ints(tournament, 0, living.size())
                .mapToObj(living::get)
                .max(Comparator.comparingDouble(SearchHistory::accuracy))
                .orElseThrow();
    }
}
