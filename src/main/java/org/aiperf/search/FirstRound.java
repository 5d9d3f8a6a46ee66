// SPDX-License-Identifier: Apache-2.0
package org.aiperf.search;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.aiperf.network.Network;
import org.aiperf.search.morph.MorphSampler;

/**
 * Opens a search while no accuracy is known: the seed networks themselves, then strata that the networks fall into in
 * turn. Neighbours in the order of trials differ in the kind of their first morph, then in the seed network, then in the
 * number of morphs; the places are drawn. So the first accuracies tell about every kind of change, and no two trials
 * train the same network however many slots there are.
 */
public final class FirstRound implements Searcher {

    /** Morphs more than wanted before the space counts as exhausted. */
    private static final int LONGER = 16;

    /** Networks drawn of a length, for each kind and seed network, before a longer chain is tried. */
    private static final int ATTEMPTS = 4;

    private final SeedLineages lineages;
    private final List<MorphSampler> kinds;
    private final int mostMorphs;

    /**
     * @param seeds networks to begin with, at least one
     * @param kinds a sampler for each kind of morph, at least one
     * @param mostMorphs morphs between a seed network and a proposed one, at least 1; more only where so many make too few
     *     networks
     */
    public FirstRound(List<Network> seeds, List<MorphSampler> kinds, int mostMorphs) {
        this.lineages = new SeedLineages(seeds);
        this.kinds = List.copyOf(kinds);
        this.mostMorphs = mostMorphs;
    }

    @Override
    public Proposal suggest(SearchHistory history, RandomGenerator random) {
        Set<Long> known = history.networks();
        Optional<Proposal> unknownSeed = lineages.unknownSeed(known);
        if (unknownSeed.isPresent()) {
            return unknownSeed.get();
        }
        int strata = kinds.size() * lineages.seeds().size();
        int first = history.size();
        int wanted = 1 + first / strata % mostMorphs;
        boolean room = true;
        for (int length = wanted; room && length <= wanted + LONGER; length++) {
            room = false;
            for (int stratum = first; stratum < first + ATTEMPTS * strata; stratum++) {
                Proposal proposal = drawn(stratum, length, random);
                if (!known.contains(proposal.model().network().network().hash())) {
                    return proposal;
                }
                room |= proposal.morphs().size() == length;
            }
        }
        throw SeedLineages.exhausted(known);
    }

    private Proposal drawn(int stratum, int length, RandomGenerator random) {
        List<Network> seeds = lineages.seeds();
        List<MorphSampler> steps = new ArrayList<>();
        steps.add(kinds.get(stratum % kinds.size()));
        while (steps.size() < length) {
            steps.add(kinds.get(random.nextInt(kinds.size())));
        }
        return SeedLineages.changed(seeds.get(stratum / kinds.size() % seeds.size()), steps, random);
    }
}
