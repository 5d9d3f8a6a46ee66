// SPDX-License-Identifier: Apache-2.0
package org.aiperf.search;

import java.util.List;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import org.aiperf.network.Network;
import org.aiperf.search.morph.MorphSampler;
import org.aiperf.search.morph.MorphSampler.Step;

/** How a search changes networks. Implementations are immutable. */
@FunctionalInterface
interface Moves {

    /** Makes children of networks, for one search. */
    @FunctionalInterface
    interface Draw {

        /** Morphs in order, the last of which makes a child that a test accepts; none if no draw gave one. */
        List<Step> from(Network parent, RandomGenerator random, Predicate<Network> accepted);
    }

    /** What a search draws that knows a history. */
    Draw after(SearchHistory history, RandomGenerator random);

    /** One morph at a time, whatever is known. */
    static Moves single(MorphSampler sampler) {
        return (history, unused) -> (parent, random, accepted) ->
                sampler.draw(parent, random, accepted).stream().toList();
    }
}
