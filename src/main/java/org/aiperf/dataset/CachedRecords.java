// SPDX-License-Identifier: Apache-2.0
package org.aiperf.dataset;

import java.io.IOException;
import org.aiperf.foreign.Cause;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The records of a shard from its copy on this node. A copy that turns out to be bad, as after a power failure, leaves the
 * cache, and the records that are left come from the source.
 */
final class CachedRecords implements Records {

    private static final Logger LOG = LoggerFactory.getLogger(CachedRecords.class);

    private final CachedShard copy;
    private final ShardSource source;
    private ShardReader reader;
    private boolean good = true;
    private int read;

    /**
     * @param copy closed with these records
     * @param reader of the copy
     * @param source of the copy
     */
    CachedRecords(CachedShard copy, ShardReader reader, ShardSource source) {
        this.copy = copy;
        this.reader = reader;
        this.source = source;
    }

    @Override
    public @Nullable ShardRecord next(ByteArrays arrays) throws IOException {
        ShardRecord record;
        try {
            record = reader.next(arrays);
        } catch (IOException e) {
            if (!good) {
                throw e;
            }
            LOG.warn("The copy {} is bad, its source is read instead: {}", copy.file(), Cause.of(e));
            goOnFromSource();
            record = reader.next(arrays);
        }
        read++;
        return record;
    }

    @Override
    public void close() throws IOException {
        try {
            reader.close();
        } finally {
            copy.close();
        }
    }

    private void goOnFromSource() throws IOException {
        good = false;
        copy.discard();
        ShardReader bad = reader;
        reader = source.records();
        bad.close();
        for (int i = 0; i < read; i++) {
            reader.next(byte[]::new);
        }
    }
}
