// SPDX-License-Identifier: Apache-2.0
package org.aiperf.training.dl4j.onednn;

import java.nio.FloatBuffer;
import java.util.List;
import java.util.Map;
import org.bytedeco.dnnl.IntMemoryMap;
import org.bytedeco.dnnl.primitive;
import org.bytedeco.dnnl.stream;
import org.bytedeco.javacpp.PointerScope;

/**
 * A network compiled for one number of images: steps in the order in which they run, all memory assigned. Confined to
 * one thread; {@link #close} frees the primitives, not the memory, which belongs to the pool.
 *
 * @param prepared to be run when the parameters have changed, before the rest
 * @param forward from the images to the logits
 * @param backward from the gradient of the logits to that of the parameters; empty in inference
 * @param images input of the network, {@code [images, channels, height, width]}
 * @param logits {@code [images, classes]}
 * @param slope gradient of the logits, of the same shape; empty in inference
 * @param statistics of the batch by the layer of each batch normalisation; empty in inference
 */
record Program(
        List<Step> prepared,
        List<Step> forward,
        List<Step> backward,
        FloatBuffer images,
        FloatBuffer logits,
        FloatBuffer slope,
        Map<Integer, Statistics> statistics,
        PointerScope natives)
        implements AutoCloseable {

    /** Mean and variance of each channel. */
    record Statistics(FloatBuffer mean, FloatBuffer variance) {}

    /** A call of a primitive, or something small that Java does. */
    record Step(Kind kind, Action action) {}

    /** What a step does. */
    @FunctionalInterface
    interface Action {
        void run(stream queue);
    }

    /** A primitive with its arguments. */
    record Call(primitive routine, IntMemoryMap arguments) implements Action {
        @Override
        public void run(stream queue) {
            routine.execute(queue, arguments);
        }
    }

    /**
     * Whether the latest batch drove a batch normalisation beyond all bounds. The logits alone do not tell: a rectifier
     * makes 0 of what is not a number.
     */
    boolean hasDiverged() {
        for (Statistics batch : statistics.values()) {
            FloatBuffer variance = batch.variance();
            for (int c = 0; c < variance.capacity(); c++) {
                if (!Float.isFinite(variance.get(c))) {
                    return true;
                }
            }
        }
        return false;
    }

    @Override
    public void close() {
        natives.deallocate();
    }
}
