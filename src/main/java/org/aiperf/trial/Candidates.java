// SPDX-License-Identifier: Apache-2.0
package org.aiperf.trial;

import java.io.IOException;
import java.util.List;
import org.aiperf.search.Model;
import org.aiperf.search.Models;
import org.aiperf.search.Pool;
import org.aiperf.search.Proposal;
import org.aiperf.search.SearchHistory;
import org.jspecify.annotations.Nullable;

/**
 * Networks that were found for a trial.
 *
 * @param pool the networks
 * @param historySize trials that the search knew of
 * @param leader the most promising one by what the search knew, with the weights of its parent; null if they are not wanted
 */
record Candidates(Pool pool, int historySize, @Nullable Leader leader) {

    /** A proposal whose weights have been read. */
    record Leader(Proposal proposal, Model model) {}

    /** The networks that are still new, the most promising first. */
    List<Proposal> ranked(SearchHistory history) {
        return pool.ranked(history);
    }

    /** A proposal with the weights of its parent. What is expected of it may have changed since the leader's were read. */
    Model carried(Proposal proposal, Models models, Seeds seeds) throws IOException {
        return leader != null && leader.proposal().model().equals(proposal.model())
                ? leader.model()
                : proposal.carried(models, seeds.morphs(proposal.network().hash()));
    }
}
