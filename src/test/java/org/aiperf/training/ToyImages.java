// SPDX-License-Identifier: Apache-2.0
package org.aiperf.training;

import java.util.Random;
import org.aiperf.image.ImageBatch;
import org.aiperf.image.ImageBatches;
import org.aiperf.network.Shape.FeatureMap;
import org.jspecify.annotations.Nullable;

/** Noisy images whose class is where a bright stripe lies: learnt by any convolutional network in a few epochs. */
public final class ToyImages {

    private final FeatureMap shape;
    private final byte[] pixels;
    private final int[] labels;

    public ToyImages(FeatureMap shape, int classes, int count, long seed) {
        this.shape = shape;
        this.pixels = new byte[Math.toIntExact(count * shape.size())];
        this.labels = new int[count];
        Random random = new Random(seed);
        random.nextBytes(pixels);
        int row = shape.width() * shape.channels();
        for (int image = 0; image < count; image++) {
            labels[image] = random.nextInt(classes);
            int from = Math.toIntExact(image * shape.size());
            for (int i = 0; i < shape.size(); i++) {
                boolean bright = i / row * classes / shape.height() == labels[image];
                int noise = Byte.toUnsignedInt(pixels[from + i]) / 4;
                pixels[from + i] = (byte) (bright ? 190 + noise : noise);
            }
        }
    }

    /** Bytes of all images, {@code [count, height, width, channels]}. */
    public byte[] pixels() {
        return pixels;
    }

    public int[] labels() {
        return labels;
    }

    /** One pass in batches, the last of which may be smaller; the arrays of a batch are reused and too long. */
    public ImageBatches batches(int batchSize) {
        int size = Math.toIntExact(shape.size());
        byte[] buffer = new byte[batchSize * size + 1];
        int[] names = new int[batchSize + 1];
        return new ImageBatches() {
            private int next;

            @Override
            public @Nullable ImageBatch next() {
                int count = Math.min(batchSize, labels.length - next);
                if (count == 0) {
                    return null;
                }
                System.arraycopy(pixels, next * size, buffer, 0, count * size);
                System.arraycopy(labels, next, names, 0, count);
                next += count;
                return new ImageBatch(buffer, names, count);
            }

            @Override
            public void close() {}
        };
    }
}
