// SPDX-License-Identifier: Apache-2.0
package org.aiperf.search;

import java.util.List;

/** Networks that a search has found, to be judged again when more is known. Implementations are thread-safe. */
@FunctionalInterface
public interface Pool {

    /** Those that are not among a history's networks, the most promising by that history first; possibly none. */
    List<Proposal> ranked(SearchHistory history);
}
