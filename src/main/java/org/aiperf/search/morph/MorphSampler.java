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
    private final int attempts;

    /**
     * A morph and the structure of the child that it makes.
     *
     * @param morph what is done
     * @param child the changed network, without weights
     */
    public record Step(Morph morph, Network child) {}

    public MorphSampler(List<MorphKind> kinds, MorphLimits limits) {
        this(kinds, limits, ATTEMPTS);
    }

    /** @param attempts draws before it gives up */
    MorphSampler(List<MorphKind> kinds, MorphLimits limits, int attempts) {
        if (kinds.isEmpty()) {
            throw new IllegalArgumentException("A search without morphs cannot change its networks");
        }
        this.kinds = List.copyOf(kinds);
        this.limits = limits;
        this.attempts = attempts;
    }

    /** A morph whose child a test accepts, or nothing if no draw gave one. Only structures are made. */
    public Optional<Step> draw(Network parent, RandomGenerator random, Predicate<Network> accepted) {
        WeightedNetwork structure = WeightedNetwork.untrained(parent);
        for (int attempt = 0; attempt < attempts; attempt++) {
            List<Morph> candidates = kinds.get(random.nextInt(kinds.size())).candidates(parent, random);
            if (candidates.isEmpty()) {
                continue;
            }
            Morph morph = candidates.get(random.nextInt(candidates.size()));
            Optional<Network> child = admitted(morph, structure, random);
            if (child.isPresent() && accepted.test(child.get())) {
                return Optional.of(new Step(morph, child.get()));
            }
        }
        return Optional.empty();
    }

    private Optional<Network> admitted(Morph morph, WeightedNetwork structure, RandomGenerator random) {
        try {
            return Optional.of(morph.apply(structure, random).network()).filter(limits::admit);
        } catch (InvalidNetworkException e) {
            // A site that only building can rule out, such as a skip across an odd extent: draw another.
            return Optional.empty();
        }
    }
}
