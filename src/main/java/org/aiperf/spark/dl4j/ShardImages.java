// SPDX-License-Identifier: Apache-2.0
package org.aiperf.spark.dl4j;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.aiperf.config.InvalidSettingsException;
import org.aiperf.config.Settings;
import org.aiperf.dataset.Dataset;
import org.aiperf.dataset.DatasetInfo;
import org.aiperf.dataset.Datasets;
import org.aiperf.image.ImageBatch;
import org.aiperf.image.ImageBatches;
import org.aiperf.image.LimitedBatches;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.util.SerializableConfiguration;
import org.apache.spark.util.TaskCompletionListener;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The validation images of a shard in batches, pixels from 0 to 255 as floats.
 *
 * @param settings which say where the data set is, as {@link Settings#render} writes them
 */
record ShardImages(String settings, Broadcast<SerializableConfiguration> hadoop)
        implements FlatMapFunction<Integer, DataSet> {

    private static final long serialVersionUID = 1L;
    private static final int BATCH = 64;

    @Override
    public Iterator<DataSet> call(Integer shard) throws IOException {
        Settings parsed;
        try {
            parsed = Settings.parse(settings);
        } catch (InvalidSettingsException e) {
            throw new IllegalStateException("The driver sent settings that this version does not know", e);
        }
        Dataset data = new Datasets(
                        hadoop.value().value(),
                        parsed.data().cache(),
                        (long) parsed.data().cacheSize() << 20)
                .open(parsed.data());
        long images = images(data.validationShards(), shard, parsed.data().validationLimit());
        if (images == 0) {
            return List.<DataSet>of().iterator();
        }
        ImageBatches batches = LimitedBatches.of(data.validationShard(BATCH, shard), images);
        TaskContext.get().addTaskCompletionListener((TaskCompletionListener) context -> batches.close());
        return new Batches(batches, data.info());
    }

    /** Those of the shard that are among the first ones of the data set. */
    private static long images(List<Integer> shards, int shard, int limit) {
        long before =
                shards.subList(0, shard).stream().mapToLong(Integer::longValue).sum();
        int size = shards.get(shard);
        return limit == 0 ? size : Math.max(Math.min(limit - before, size), 0);
    }

    private static final class Batches implements Iterator<DataSet> {

        private final ImageBatches batches;
        private final DatasetInfo info;
        private @Nullable ImageBatch next;

        Batches(ImageBatches batches, DatasetInfo info) throws IOException {
            this.batches = batches;
            this.info = info;
            this.next = batches.next();
        }

        @Override
        public boolean hasNext() {
            return next != null;
        }

        @Override
        public DataSet next() {
            ImageBatch batch = next;
            if (batch == null) {
                throw new NoSuchElementException();
            }
            DataSet images = dataSet(batch);
            try {
                next = batches.next();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return images;
        }

        private DataSet dataSet(ImageBatch batch) {
            int size = batch.size();
            float[] pixels = new float[size * info.height() * info.width() * info.channels()];
            for (int i = 0; i < pixels.length; i++) {
                pixels[i] = batch.pixels()[i] & 0xff;
            }
            float[] labels = new float[size * info.classes()];
            for (int i = 0; i < size; i++) {
                labels[i * info.classes() + batch.labels()[i]] = 1;
            }
            return new DataSet(
                    Nd4j.create(pixels, new long[] {size, info.height(), info.width(), info.channels()}, 'c'),
                    Nd4j.create(labels, new long[] {size, info.classes()}, 'c'));
        }
    }
}
