// SPDX-License-Identifier: Apache-2.0
package org.aiperf.dataset;

import java.io.IOException;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Every record once, shard after shard; of all shards in the manifest's order if no other is given. */
final class SequentialRecords implements Records {

    private final ShardSequence unopened;
    private @Nullable Records current;

    SequentialRecords(Shards shards) {
        this(shards.inOrder(IntStream.range(0, shards.count()).boxed().toList()));
    }

    SequentialRecords(ShardSequence shards) {
        this.unopened = shards;
    }

    @Override
    public @Nullable ShardRecord next(ByteArrays arrays) throws IOException {
        while (true) {
            if (current == null) {
                if (!unopened.hasNext()) {
                    return null;
                }
                current = unopened.next();
            }
            ShardRecord record = current.next(arrays);
            if (record != null) {
                return record;
            }
            closeCurrent();
        }
    }

    @Override
    public void close() throws IOException {
        unopened.close();
        closeCurrent();
    }

    private void closeCurrent() throws IOException {
        if (current != null) {
            current.close();
            current = null;
        }
    }
}
