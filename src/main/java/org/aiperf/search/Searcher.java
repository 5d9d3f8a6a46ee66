// SPDX-License-Identifier: Apache-2.0
package org.aiperf.search;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;

/** A strategy that proposes networks. Implementations are immutable and thread-safe; their choices come from the generator. */
public interface Searcher {

    /**
     * A network that is not among the history's networks.
     *
     * @throws IOException if a parent's model cannot be read
     * @throws ExhaustedException if no further network is left within the limits
     */
    Proposal suggest(SearchHistory history, RandomGenerator random) throws IOException;

    /**
     * Several networks that are not among the history's networks. A strategy without a model of accuracies keeps them in
     * the order in which it found them.
     *
     * @param most number of networks; there may be fewer, but at least one
     * @throws IOException if a parent's model cannot be read
     * @throws ExhaustedException if no further network is left within the limits
     */
    default Pool pool(SearchHistory history, int most, RandomGenerator random) throws IOException {
        SearchHistory known = history.snapshot();
        List<Proposal> proposals = new ArrayList<>();
        while (proposals.size() < most) {
            try {
                Proposal proposal = suggest(known, random);
                known.exclude(proposal.network().hash());
                proposals.add(proposal);
            } catch (ExhaustedException e) {
                if (proposals.isEmpty()) {
                    throw e;
                }
                break;
            }
        }
        return later -> {
            Set<Long> networks = later.networks();
            return proposals.stream()
                    .filter(proposal -> !networks.contains(proposal.network().hash()))
                    .toList();
        };
    }

    /** What computes the distances between networks, such as {@code vector}; {@code none} if nothing does. */
    default String distances() {
        return "none";
    }
}
