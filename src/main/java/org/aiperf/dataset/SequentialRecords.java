// SPDX-License-Identifier: Apache-2.0
package org.aiperf.dataset;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Every record once, shard after shard in the manifest's order. */
final class SequentialRecords implements Records {

    private final Shards shards;
    private int opened;
    private @Nullable ShardReader current;

    SequentialRecords(Shards shards) {
        this.shards = shards;
    }

    @Override
    public @Nullable ShardRecord next() throws IOException {
        while (true) {
            if (current == null) {
                if (opened == shards.count()) {
                    return null;
                }
                current = shards.open(opened++);
            }
            ShardRecord record = current.next();
            if (record != null) {
                return record;
            }
            close();
        }
    }

    @Override
    public void close() throws IOException {
        if (current != null) {
            current.close();
            current = null;
        }
    }
}
