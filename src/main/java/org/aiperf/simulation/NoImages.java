// SPDX-License-Identifier: Apache-2.0
package org.aiperf.simulation;

import org.aiperf.dataset.Dataset;
import org.aiperf.dataset.DatasetInfo;
import org.aiperf.image.ImageBatch;
import org.aiperf.image.ImageBatches;
import org.jspecify.annotations.Nullable;

/** A data set of ImageNet's shape whose passes are empty: for trainers that look at no image. */
public record NoImages() implements Dataset {

    @Override
    public DatasetInfo info() {
        return new DatasetInfo("none", 224, 224, 3, 1000, 1, 1, "as-is");
    }

    @Override
    public ImageBatches training(int batchSize, long seed, int epoch) {
        return new Empty();
    }

    @Override
    public ImageBatches validation(int batchSize) {
        return new Empty();
    }

    private record Empty() implements ImageBatches {

        @Override
        public @Nullable ImageBatch next() {
            return null;
        }

        @Override
        public void close() {}
    }
}
