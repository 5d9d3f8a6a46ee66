// SPDX-License-Identifier: Apache-2.0
package org.aiperf.training.libtorch;

import org.aiperf.image.ImageBatch;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Generator;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.DeviceType;

/**
 * A device, and how batches reach it and results come back. There are two slots: while the device computes on one, the
 * other can be filled. Confined to one thread.
 */
interface Lane extends AutoCloseable {

    /** Number of slots. */
    int SLOTS = 2;

    /** Elements of a result. */
    int RESULTS = 2;

    Device device();

    DeviceType kind();

    /** Draws dropout. */
    Generator random();

    /** Steps whose results may be outstanding when the next one is launched. */
    int ahead();

    /**
     * Copies a part of a batch into a slot, from where it travels to the device while that computes.
     *
     * @param from index of the first image
     */
    void upload(int slot, ImageBatch batch, int from, int count);

    /** What was uploaded last, on the device, in the caller's scope; valid until {@link #release}. */
    Inputs inputs(int slot);

    /** Everything that reads the inputs of a slot has been launched. */
    void release(int slot);

    /** Sends a result of {@link #RESULTS} floats back. */
    void report(int slot, Tensor result);

    /** Waits for the result that was reported last. */
    float[] result(int slot);

    @Override
    void close();

    /**
     * Images and their classes.
     *
     * @param pixels unsigned bytes, {@code [batch, height, width, channels]}
     * @param labels whole numbers, {@code [batch]}
     */
    record Inputs(Tensor pixels, Tensor labels) {}
}
