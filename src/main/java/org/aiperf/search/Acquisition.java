// SPDX-License-Identifier: Apache-2.0
package org.aiperf.search;

import java.io.IOException;
import java.util.Optional;

/** How a Bayesian search finds its next network. Implementations are stateless. */
@FunctionalInterface
interface Acquisition {

    /**
     * The candidate that is worth training most; nothing if no new network was found.
     *
     * @throws IOException if a parent's model cannot be read
     */
    Optional<Candidate> choose(Exploration exploration) throws IOException;
}
