// SPDX-License-Identifier: Apache-2.0
package org.aiperf.training.libtorch;

import org.aiperf.image.ImageBatch;
import org.aiperf.network.Shape.FeatureMap;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.LongPointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.MemoryFormatOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;

/** A batch as tensors of fixed extent, made once for the largest. */
final class Staging {

    private final int imageSize;
    private final Tensor pixels;
    private final Tensor labels;
    private int count;

    /** Tensors of given options, which say where they are. */
    Staging(int batchSize, FeatureMap image, TensorOptions bytes, TensorOptions longs, Owned owner) {
        this.imageSize = Math.toIntExact(image.size());
        try (PointerScope scope = new PointerScope()) {
            long[] shape = {batchSize, image.height(), image.width(), image.channels()};
            this.pixels = owner.keep(torch.empty(shape, bytes, new MemoryFormatOptional()));
            this.labels = owner.keep(torch.empty(new long[] {batchSize}, longs, new MemoryFormatOptional()));
        }
    }

    /** Copies images from the Java heap; the tensors are in the memory of the machine. */
    void fill(ImageBatch batch, int from, int images) {
        try (PointerScope scope = new PointerScope()) {
            new BytePointer(pixels.data_ptr()).put(batch.pixels(), from * imageSize, images * imageSize);
            LongPointer classes = labels.data_ptr_long();
            for (int i = 0; i < images; i++) {
                classes.put(i, batch.labels()[from + i]);
            }
        }
        count = images;
    }

    /** Copies what another one holds, without waiting for it. */
    void follow(Staging source) {
        count = source.count;
        try (PointerScope scope = new PointerScope()) {
            pixels.narrow(0, 0, count).copy_(source.pixels.narrow(0, 0, count), true);
            labels.narrow(0, 0, count).copy_(source.labels.narrow(0, 0, count), true);
        }
    }

    /** The filled part, in the caller's scope. */
    Lane.Inputs inputs() {
        return new Lane.Inputs(pixels.narrow(0, 0, count), labels.narrow(0, 0, count));
    }
}
