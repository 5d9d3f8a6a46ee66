// SPDX-License-Identifier: Apache-2.0
package org.aiperf.search;

import java.io.IOException;
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
}
