// SPDX-License-Identifier: Apache-2.0
package org.aiperf.search;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.aiperf.network.Network;
import org.aiperf.search.morph.Morph;
import org.aiperf.search.morph.MorphSampler;
import org.aiperf.search.morph.WeightedNetwork;

/**
 * Random search: a seed network and a random number of random morphs. With few morphs it also opens every other
 * strategy, so that the first networks differ although nothing is known yet.
 */
public final class SeedSearch implements Searcher {

    /** Chains drawn before the space counts as exhausted. */
    private static final int ATTEMPTS = 64;

    private final List<Network> seeds;
    private final MorphSampler sampler;
    private final int mostMorphs;

    /**
     * @param seeds networks to begin with, at least one
     * @param mostMorphs greatest number of morphs; the limits may allow fewer
     */
    public SeedSearch(List<Network> seeds, MorphSampler sampler, int mostMorphs) {
        if (seeds.isEmpty()) {
            throw new IllegalArgumentException("A search needs a seed network");
        }
        this.seeds = List.copyOf(seeds);
        this.sampler = sampler;
        this.mostMorphs = mostMorphs;
    }

    @Override
    public Proposal suggest(SearchHistory history, RandomGenerator random) {
        Set<Long> known = history.networks();
        for (Network seed : seeds) {
            if (!known.contains(seed.hash())) {
                return new Proposal(
                        null,
                        List.of(),
                        new Model(WeightedNetwork.untrained(seed), seed.layers().size()));
            }
        }
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            Network seed = seeds.get(random.nextInt(seeds.size()));
            Proposal proposal = chain(seed, 1 + random.nextInt(Math.max(mostMorphs, 1)), random);
            if (!known.contains(proposal.model().network().network().hash())) {
                return proposal;
            }
        }
        throw new ExhaustedException(
                "The search found no further network after %d; aiperf.search.max-layers, max-parameters and max-operations-ratio leave room for no more"
                        .formatted(known.size()));
    }

    /** A seed network changed as often as wanted, or as the limits allow. */
    private Proposal chain(Network seed, int length, RandomGenerator random) {
        List<Morph> morphs = new ArrayList<>();
        Model model = new Model(WeightedNetwork.untrained(seed), seed.layers().size());
        while (morphs.size() < length) {
            Optional<MorphSampler.Step> step = sampler.draw(model.network().network(), random, child -> true);
            if (step.isEmpty()) {
                break;
            }
            morphs.add(step.get().morph());
            model = model.changed(step.get().morph(), random);
        }
        return new Proposal(null, morphs, model);
    }
}
