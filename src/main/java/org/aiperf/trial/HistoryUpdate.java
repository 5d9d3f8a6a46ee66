// SPDX-License-Identifier: Apache-2.0
package org.aiperf.trial;

import org.aiperf.search.HistoryChunk;

/**
 * How to come from a version of the driver's history to the present one: first by those sealed chunks that are missing,
 * then by the tail.
 *
 * @param version the version that it leads to
 * @param sealed number of sealed chunks, the same for everybody
 * @param tail what is missing of that which is not sealed; the last of it is the last of the history
 */
public record HistoryUpdate(long version, int sealed, HistoryChunk tail) {}
