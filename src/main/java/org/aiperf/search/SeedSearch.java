// SPDX-License-Identifier: Apache-2.0
package org.aiperf.search;

import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.aiperf.network.Network;
import org.aiperf.search.morph.MorphSampler;

/** Random search: a seed network and a random number of random morphs. */
public final class SeedSearch implements Searcher {

    /** Chains drawn before the space counts as exhausted. */
    private static final int ATTEMPTS = 64;

    private final SeedLineages lineages;
    private final MorphSampler sampler;
    private final int mostMorphs;

    /**
     * @param seeds networks to begin with, at least one
     * @param mostMorphs greatest number of morphs, at least 1; the limits may allow fewer
     */
    public SeedSearch(List<Network> seeds, MorphSampler sampler, int mostMorphs) {
        this.lineages = new SeedLineages(seeds);
        this.sampler = sampler;
        this.mostMorphs = mostMorphs;
    }

    @Override
    public Proposal suggest(SearchHistory history, RandomGenerator random) {
        Set<Long> known = history.networks();
        Optional<Proposal> unknownSeed = lineages.unknownSeed(known);
        if (unknownSeed.isPresent()) {
            return unknownSeed.get();
        }
        List<Network> seeds = lineages.seeds();
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            Network seed = seeds.get(random.nextInt(seeds.size()));
            List<MorphSampler> steps = Collections.nCopies(1 + random.nextInt(mostMorphs), sampler);
            Proposal proposal = SeedLineages.changed(seed, steps, random);
            if (!known.contains(proposal.model().network().network().hash())) {
                return proposal;
            }
        }
        throw SeedLineages.exhausted(known);
    }
}
