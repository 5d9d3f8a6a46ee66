// SPDX-License-Identifier: Apache-2.0
package org.aiperf.dataset;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/** The records of one shard in file order; compares their number with the manifest's. */
final class ShardReader implements Records {

    private static final int BUFFER_BYTES = 1 << 18;

    private final TfRecordReader reader;
    private final String file;
    private final int shard;
    private final int expected;

    /**
     * @param in the shard's bytes, closed with this reader
     * @param file the shard's path, for errors
     * @param shard the shard's place in the manifest
     * @param expected records that the manifest says it has
     */
    ShardReader(InputStream in, String file, int shard, int expected) {
        this.reader = new TfRecordReader(new BufferedInputStream(in, BUFFER_BYTES), file);
        this.file = file;
        this.shard = shard;
        this.expected = expected;
    }

    @Override
    public @Nullable ShardRecord next(ByteArrays arrays) throws IOException {
        long number = reader.records() + 1;
        long start = reader.offset();
        byte[] data = reader.next(arrays);
        if ((data == null) != (number > expected)) {
            String problem = (data == null ? "is missing" : "is one too many")
                    + ": %s says that there are %d records".formatted(DatasetManifest.FILE, expected);
            throw new DamagedShardException(file, number, start, problem);
        }
        return data == null ? null : new ShardRecord(shard, number, start, file, data, reader.length());
    }

    @Override
    public void close() throws IOException {
        reader.close();
    }
}
