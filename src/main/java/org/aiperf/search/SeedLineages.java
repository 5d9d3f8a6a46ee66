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
 * The seed networks and what morphs make of them.
 *
 * @param seeds networks to begin with, at least one
 */
record SeedLineages(List<Network> seeds) {

    SeedLineages {
        if (seeds.isEmpty()) {
            throw new IllegalArgumentException("A search needs a seed network");
        }
        seeds = List.copyOf(seeds);
    }

    /** The first seed network that is not known. */
    Optional<Proposal> unknownSeed(Set<Long> known) {
        return seeds.stream()
                .filter(seed -> !known.contains(seed.hash()))
                .findFirst()
                .map(seed -> Proposal.unjudged(null, List.of(), untrained(seed)));
    }

    /** A seed network changed by each of these samplers in turn, or by as many of them as the limits allow. */
    static Proposal changed(Network seed, List<MorphSampler> samplers, RandomGenerator random) {
        List<Morph> morphs = new ArrayList<>();
        Model model = untrained(seed);
        for (MorphSampler sampler : samplers) {
            Optional<MorphSampler.Step> step = sampler.draw(model.network().network(), random, child -> true);
            if (step.isPresent()) {
                morphs.add(step.get().morph());
                model = model.changed(step.get().morph(), random);
            }
        }
        return Proposal.unjudged(null, morphs, model);
    }

    static ExhaustedException exhausted(Set<Long> known) {
        return new ExhaustedException(
                "The search found no further network after %d; aiperf.search.max-layers, max-parameters, max-operations-ratio and max-memory leave room for no more"
                        .formatted(known.size()));
    }

    private static Model untrained(Network seed) {
        return new Model(WeightedNetwork.untrained(seed), seed.layers().size());
    }
}
