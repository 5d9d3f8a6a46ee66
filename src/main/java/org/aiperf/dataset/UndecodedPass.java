// SPDX-License-Identifier: Apache-2.0
package org.aiperf.dataset;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.aiperf.image.ImageBatches;
import org.aiperf.image.ImageSize;
import org.aiperf.image.decode.EncodedImage;
import org.apache.hadoop.conf.Configuration;
import org.jspecify.annotations.Nullable;

/** The way of records from their shards to batches without their images: what it costs besides decoding. */
public final class UndecodedPass {

    @FunctionalInterface
    private interface Source {
        Records open() throws IOException;
    }

    private final Source source;
    private final RecycledArrays arrays = new RecycledArrays();

    private UndecodedPass(Source source) {
        this.source = source;
    }

    /**
     * Records of a shard on a local disk.
     *
     * @param records how many it has, at least one
     */
    public static UndecodedPass ofShard(Path shard, int records) {
        return new UndecodedPass(() -> new ShardReader(Files.newInputStream(shard), shard.toString(), 0, records));
    }

    /**
     * Records of a data set's training shards, read where they lie.
     *
     * @throws IOException if there is no such data set
     */
    public static UndecodedPass ofDataset(String location, Configuration hadoop) throws IOException {
        ShardedDataset dataset = ShardedDataset.open(
                new org.apache.hadoop.fs.Path(location),
                hadoop,
                Optional.empty(),
                Preprocessing.AIPERF,
                new ImageSize(1, 1),
                Reading.DEFAULT);
        return new UndecodedPass(dataset::storedRecords);
    }

    /**
     * Reads records and compares their checksums.
     *
     * @param most bytes after which to end
     * @return the bytes of the records read
     */
    public long read(long most) throws IOException {
        long bytes = 0;
        try (Records records = source.open()) {
            for (ShardRecord record = records.next(arrays);
                    record != null && bytes < most;
                    record = records.next(arrays)) {
                bytes += record.length();
                arrays.recycle(record.data());
            }
        }
        return bytes;
    }

    /** Batches with the labels, whose pixels nobody writes; the records begin again after their last one. */
    public ImageBatches batches(int images, int batchSize, int imageBytes) throws IOException {
        return PrefetchedBatches.start(
                new Repeated(source.open()),
                images,
                batchSize,
                imageBytes,
                () -> new ExampleDecoder(new NoTransform(), 0, Integer.MAX_VALUE, 0),
                Reading.DEFAULT);
    }

    private final class Repeated implements Records {

        private Records current;

        private Repeated(Records first) {
            current = first;
        }

        @Override
        public @Nullable ShardRecord next(ByteArrays target) throws IOException {
            ShardRecord record = current.next(target);
            if (record != null) {
                return record;
            }
            current.close();
            current = source.open();
            return current.next(target);
        }

        @Override
        public void close() throws IOException {
            current.close();
        }
    }

    /** Leaves the batch as it is. */
    private static final class NoTransform implements Transform {
        @Override
        public void apply(EncodedImage encoded, RandomGenerator draws, byte[] batch, int offset) {}

        @Override
        public void close() {}
    }
}
