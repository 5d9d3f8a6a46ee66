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

    private final List<Network> seeds;
    private final MorphSampler sampler;
    private final int mostMorphs;

    /**
     * @param seeds networks to begin with, at least one
     * @param mostMorphs greatest number of morphs; more are added only where all shorter results are known
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
                        null, List.of(), new Model(WeightedNetwork.untrained(seed), seed.layers().size()));
            }
        }
        Network seed = seeds.get(random.nextInt(seeds.size()));
        int length = 1 + random.nextInt(Math.max(mostMorphs, 1));
        List<Morph> morphs = new ArrayList<>();
        WeightedNetwork network = WeightedNetwork.untrained(seed);
        while (true) {
            boolean last = morphs.size() >= length - 1;
            Optional<MorphSampler.Mutation> mutation =
                    sampler.draw(network, random, child -> !last || !known.contains(child.hash()));
            if (mutation.isEmpty()) {
                throw new ExhaustedException(
                        "The search space is exhausted after %d networks; raise aiperf.search.max-layers or max-parameters"
                                .formatted(known.size()));
            }
            morphs.add(mutation.get().morph());
            network = mutation.get().child();
            if (last) {
                return new Proposal(
                        null, morphs, new Model(network, seed.layers().size()));
            }
        }
    }
}
