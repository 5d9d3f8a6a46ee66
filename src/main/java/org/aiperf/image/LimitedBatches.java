// SPDX-License-Identifier: Apache-2.0
package org.aiperf.image;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The first images of a pass. A batch that would exceed the limit is cut short. */
public final class LimitedBatches implements ImageBatches {

    private final ImageBatches batches;
    private long left;

    private LimitedBatches(ImageBatches batches, long limit) {
        this.batches = batches;
        this.left = limit;
    }

    /**
     * Limits a pass.
     *
     * @param limit greatest number of images; 0 for all
     */
    public static ImageBatches of(ImageBatches batches, long limit) {
        return limit == 0 ? batches : new LimitedBatches(batches, limit);
    }

    @Override
    public @Nullable ImageBatch next() throws IOException {
        if (left == 0) {
            return null;
        }
        ImageBatch batch = batches.next();
        if (batch == null || batch.size() <= left) {
            left -= batch == null ? left : batch.size();
            return batch;
        }
        int size = (int) left;
        left = 0;
        return new ImageBatch(batch.pixels(), batch.labels(), size);
    }

    @Override
    public void close() {
        batches.close();
    }
}
