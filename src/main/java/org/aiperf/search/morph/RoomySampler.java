// SPDX-License-Identifier: Apache-2.0
package org.aiperf.search.morph;

import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import org.aiperf.network.Network;
import org.aiperf.search.morph.MorphSampler.Step;

/**
 * Draws a kind of morph, and a place for it. Where a kind that grows finds no place within the limits, a morph that takes
 * away makes room first, and the two together make the child; otherwise networks at a limit could only be changed by what
 * costs nothing. Immutable.
 */
public final class RoomySampler {

    /** Kinds drawn before a network counts as exhausted. */
    private static final int KINDS = 16;

    /** Places tried for a kind. */
    private static final int PLACES = 4;

    private final List<MorphKind> kinds;
    private final List<MorphKind> shrinking;
    private final MorphLimits limits;

    /** @param kinds at least one; one that is there several times is drawn as much more often */
    public RoomySampler(List<MorphKind> kinds, MorphLimits limits) {
        this.kinds = List.copyOf(kinds);
        this.shrinking = kinds.stream().filter(kind -> !kind.grows()).toList();
        this.limits = limits;
    }

    /** One morph or two, the last of which makes a child that a test accepts; none if no draw gave one. */
    public List<Step> draw(Network parent, RandomGenerator random, Predicate<Network> accepted) {
        for (int i = 0; i < KINDS; i++) {
            MorphKind kind = kinds.get(random.nextInt(kinds.size()));
            Optional<Step> alone = step(kind, parent, random, accepted);
            if (alone.isPresent()) {
                return List.of(alone.get());
            }
            if (kind.grows() && !shrinking.isEmpty()) {
                MorphKind other = shrinking.get(random.nextInt(shrinking.size()));
                Optional<Step> room = step(other, parent, random, any -> true);
                Optional<Step> use = room.flatMap(first -> step(kind, first.child(), random, accepted));
                if (use.isPresent()) {
                    return List.of(room.orElseThrow(), use.get());
                }
            }
        }
        return List.of();
    }

    private Optional<Step> step(MorphKind kind, Network network, RandomGenerator random, Predicate<Network> accepted) {
        return new MorphSampler(List.of(kind), limits, PLACES).draw(network, random, accepted);
    }
}
