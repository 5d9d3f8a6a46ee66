// SPDX-License-Identifier: Apache-2.0
package org.aiperf.trial;

import org.aiperf.search.Proposal;

/**
 * A proposal and what it cost.
 *
 * @param proposal the network and where it comes from
 * @param historySize trials that the search knew of
 * @param searchMillis time that the search took
 */
record Candidate(Proposal proposal, int historySize, long searchMillis) {}
