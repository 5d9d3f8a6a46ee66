// SPDX-License-Identifier: Apache-2.0
package org.aiperf.dataset;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Every record once in a random order: the order of the shards is permuted, several are open at a time and read in turn,
 * and records leave at random from a buffer. The buffer is bounded in bytes, so a data set that fits is shuffled whole.
 * The order depends on the shards and the random numbers only.
 */
final class ShuffledRecords implements Records {

    private final RandomGenerator draws;
    private final int mostOpen;
    private final long mostBytes;
    private final ShardSequence unopened;
    private final Deque<Records> open = new ArrayDeque<>();
    private final List<ShardRecord> buffer = new ArrayList<>();
    private long bufferedBytes;

    ShuffledRecords(Shards shards, RandomGenerator draws, int mostOpen, long mostBytes) {
        this.draws = draws;
        this.mostOpen = mostOpen;
        this.mostBytes = mostBytes;
        this.unopened = shards.inOrder(permutation(shards.count(), draws));
    }

    @Override
    public @Nullable ShardRecord next(ByteArrays arrays) throws IOException {
        while (bufferedBytes < mostBytes) {
            ShardRecord record = read(arrays);
            if (record == null) {
                break;
            }
            buffer.add(record);
            bufferedBytes += record.length();
        }
        if (buffer.isEmpty()) {
            return null;
        }
        Collections.swap(buffer, draws.nextInt(buffer.size()), buffer.size() - 1);
        ShardRecord record = buffer.remove(buffer.size() - 1);
        bufferedBytes -= record.length();
        return record;
    }

    @Override
    public void close() throws IOException {
        unopened.close();
        while (!open.isEmpty()) {
            open.remove().close();
        }
        buffer.clear();
    }

    /** The next record of the next open shard in turn, or null when all shards are read. */
    private @Nullable ShardRecord read(ByteArrays arrays) throws IOException {
        while (true) {
            while (open.size() < mostOpen && unopened.hasNext()) {
                open.add(unopened.next());
            }
            if (open.isEmpty()) {
                return null;
            }
            Records reader = open.element();
            ShardRecord record = reader.next(arrays);
            open.remove();
            if (record != null) {
                open.add(reader);
                return record;
            }
            reader.close();
        }
    }

    private static List<Integer> permutation(int count, RandomGenerator draws) {
        List<Integer> order = new ArrayList<>(IntStream.range(0, count).boxed().toList());
        for (int i = count - 1; i > 0; i--) {
            Collections.swap(order, i, draws.nextInt(i + 1));
        }
        return order;
    }
}
