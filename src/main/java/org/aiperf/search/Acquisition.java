// SPDX-License-Identifier: Apache-2.0
package org.aiperf.search;

import java.io.IOException;
import java.util.List;
import org.aiperf.search.bayes.DistanceBackend;
import org.aiperf.search.bayes.Surrogate;

/** How a Bayesian search finds its next network. Implementations are stateless. */
interface Acquisition {

    /** A model that knows nothing yet. */
    Surrogate model(DistanceBackend distances);

    /**
     * New networks, judged by their neighbours; none if none was found.
     *
     * @throws IOException if a parent's model cannot be read
     */
    List<Candidate> candidates(Exploration exploration) throws IOException;

    /** Candidates that are judged by their neighbours, the one that is worth training most first. */
    List<Candidate> ranked(Exploration exploration, List<Candidate> candidates);
}
