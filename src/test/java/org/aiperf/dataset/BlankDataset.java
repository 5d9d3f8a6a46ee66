// SPDX-License-Identifier: Apache-2.0
package org.aiperf.dataset;

import java.io.IOException;
import org.aiperf.image.ImageBatch;
import org.aiperf.image.ImageBatches;
import org.jspecify.annotations.Nullable;

/** Images of zeros, 8x8x1 in 4 classes, as many as asked for. Reading fails if it is told to. */
public final class BlankDataset implements Dataset {

    private final DatasetInfo info;
    private final @Nullable IOException failure;

    public BlankDataset(int train, int validation) {
        this(train, validation, null);
    }

    public BlankDataset(int train, int validation, @Nullable IOException failure) {
        this.info = new DatasetInfo("blank", 8, 8, 1, 4, train, validation, "as-is");
        this.failure = failure;
    }

    @Override
    public DatasetInfo info() {
        return info;
    }

    @Override
    public ImageBatches training(int batchSize, long seed, int epoch) {
        return batches(info.trainImages() / batchSize * batchSize, batchSize);
    }

    @Override
    public ImageBatches validation(int batchSize) {
        return batches(info.validationImages(), batchSize);
    }

    private ImageBatches batches(int images, int batchSize) {
        return new ImageBatches() {
            private int left = images;

            @Override
            public @Nullable ImageBatch next() throws IOException {
                if (failure != null) {
                    throw failure;
                }
                int size = Math.min(left, batchSize);
                left -= size;
                return size == 0 ? null : new ImageBatch(new byte[batchSize * 64], new int[batchSize], size);
            }

            @Override
            public void close() {}
        };
    }
}
