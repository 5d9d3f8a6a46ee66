// SPDX-License-Identifier: Apache-2.0
package org.aiperf.spark;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.aiperf.search.HistoryChunk;
import org.aiperf.trial.ChunkSource;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;

/**
 * The sealed chunks of the history as Spark broadcasts, one each, made when it is first asked for. The driver answers with
 * handles of some ten bytes; executors fetch the chunks from one another. Thread-safe.
 */
final class ChunkBroadcasts {

    private final JavaSparkContext context;
    private final List<Broadcast<byte[]>> made = new ArrayList<>();

    /** @param context of the driver */
    ChunkBroadcasts(JavaSparkContext context) {
        this.context = context;
    }

    /** In the driver: what {@link #read} understands in an executor. */
    synchronized Broadcast<?>[] handles(ChunkSource source, int from, int to) {
        if (made.size() < to) {
            source.chunks(made.size(), to).forEach(chunk -> made.add(context.broadcast(chunk.toBytes())));
        }
        return made.subList(from, to).toArray(Broadcast<?>[]::new);
    }

    /** In an executor: the chunks behind the handles. */
    static List<HistoryChunk> read(Object handles) {
        return Arrays.stream((Broadcast<?>[]) handles)
                .map(handle -> HistoryChunk.ofBytes((byte[]) handle.value()))
                .toList();
    }
}
