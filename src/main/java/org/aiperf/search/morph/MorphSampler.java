// SPDX-License-Identifier: Apache-2.0
package org.aiperf.search.morph;

import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import org.aiperf.network.InvalidNetworkException;
import org.aiperf.network.Network;

/** Draws a random morph that fits a network and keeps it within limits. Immutable. */
public final class MorphSampler {

    /** Draws before a network counts as exhausted; most networks accept the first or second. */
    private static final int ATTEMPTS = 64;

    private final List<MorphKind> kinds;
    private final MorphLimits limits;

    /**
     * A child and the morph that made it.
     *
     * @param child the changed network
     * @param morph what was done
     */
    public record Mutation(WeightedNetwork child, Morph morph) {}

    public MorphSampler(List<MorphKind> kinds, MorphLimits limits) {
        if (kinds.isEmpty()) {
            throw new IllegalArgumentException("A search without morphs cannot change its networks");
        }
        this.kinds = List.copyOf(kinds);
        this.limits = limits;
    }

    /**
     * A child that a test accepts, or nothing if no draw gave one. The structure is tried first, so that weights are
     * carried only once.
     */
    public Optional<Mutation> draw(WeightedNetwork parent, RandomGenerator random, Predicate<Network> accepted) {
        WeightedNetwork structure = WeightedNetwork.untrained(parent.network());
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            List<Morph> candidates = kinds.get(random.nextInt(kinds.size())).candidates(parent.network(), random);
            if (candidates.isEmpty()) {
                continue;
            }
            Morph morph = candidates.get(random.nextInt(candidates.size()));
            if (fits(morph, structure, random, accepted)) {
                return Optional.of(new Mutation(morph.apply(parent, random), morph));
            }
        }
        return Optional.empty();
    }

    private boolean fits(
            Morph morph, WeightedNetwork structure, RandomGenerator random, Predicate<Network> accepted) {
        try {
            Network child = morph.apply(structure, random).network();
            return limits.admit(child) && accepted.test(child);
        } catch (InvalidNetworkException e) {
            // A site that only building can rule out, such as a skip across an odd extent: draw another.
            return false;
        }
    }
}
