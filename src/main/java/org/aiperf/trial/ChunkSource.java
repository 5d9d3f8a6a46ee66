// SPDX-License-Identifier: Apache-2.0
package org.aiperf.trial;

import java.util.List;
import org.aiperf.search.HistoryChunk;

/** Where the sealed chunks of the driver's history are found. Implementations are thread-safe. */
@FunctionalInterface
public interface ChunkSource {

    /**
     * Chunks in their order.
     *
     * @param from number of the first one, from 0
     * @param to number of the first one that is not wanted; no greater than the number of sealed chunks
     */
    List<HistoryChunk> chunks(int from, int to);
}
