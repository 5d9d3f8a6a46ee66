// SPDX-License-Identifier: Apache-2.0
package org.aiperf.training.dl4j;

import org.aiperf.image.ImageBatch;
import org.aiperf.network.Shape.FeatureMap;
import org.aiperf.training.CrossEntropy;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/** The arrays that every batch is copied into: raw bytes and smoothed targets, made once for the largest batch. */
final class BatchArrays implements AutoCloseable {

    private final int batchSize;
    private final int classes;
    private final long imageSize;
    private final float[] targetValues;
    private final INDArray images;
    private final INDArray targets;

    BatchArrays(int batchSize, FeatureMap image, int classes) {
        this.batchSize = batchSize;
        this.classes = classes;
        this.imageSize = image.size();
        this.targetValues = new float[batchSize * classes];
        this.images =
                Nd4j.createUninitialized(DataType.UINT8, batchSize, image.height(), image.width(), image.channels());
        this.targets = Nd4j.createUninitialized(DataType.FLOAT, batchSize, classes);
    }

    /** The pixels of a batch, valid until the next. */
    INDArray images(ImageBatch batch) {
        if (batch.size() > batchSize) {
            throw new IllegalArgumentException(
                    "A batch of %d images in a training planned for %d".formatted(batch.size(), batchSize));
        }
        images.data().asNio().put(batch.pixels(), 0, Math.toIntExact(batch.size() * imageSize));
        return first(images, batch.size());
    }

    /** The targets of a batch, valid until the next. */
    INDArray targets(ImageBatch batch, CrossEntropy loss) {
        loss.targets(batch.labels(), batch.size(), targetValues);
        targets.data().asNioFloat().put(targetValues, 0, batch.size() * classes);
        return first(targets, batch.size());
    }

    private INDArray first(INDArray array, int size) {
        return size == batchSize ? array : array.get(NDArrayIndex.interval(0, size));
    }

    @Override
    public void close() {
        images.close();
        targets.close();
    }
}
