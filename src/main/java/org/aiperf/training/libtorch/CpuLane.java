// SPDX-License-Identifier: Apache-2.0
package org.aiperf.training.libtorch;

import java.util.List;
import java.util.stream.IntStream;
import org.aiperf.image.ImageBatch;
import org.aiperf.network.Shape.FeatureMap;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Generator;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.DeviceType;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** The processor. Everything is done when a call returns. */
final class CpuLane implements Lane {

    private static final NativeHeap HEAP = NativeHeap.load();

    private final Owned owner = new Owned();
    private final Device device;
    private final Generator random;
    private final List<Staging> slots;
    private final float[][] results = new float[SLOTS][];

    CpuLane(int batchSize, FeatureMap image) {
        HEAP.keepLargeBlocks();
        try (PointerScope scope = new PointerScope()) {
            this.device = owner.keep(new Device(DeviceType.CPU));
            this.random = owner.keep(torch.make_generator_cpu());
            this.slots = IntStream.range(0, SLOTS)
                    .mapToObj(slot -> new Staging(
                            batchSize,
                            image,
                            new TensorOptions(ScalarType.Byte),
                            new TensorOptions(ScalarType.Long),
                            owner))
                    .toList();
        }
    }

    @Override
    public Device device() {
        return device;
    }

    @Override
    public DeviceType kind() {
        return DeviceType.CPU;
    }

    @Override
    public Generator random() {
        return random;
    }

    @Override
    public int ahead() {
        return 0;
    }

    @Override
    public void upload(int slot, ImageBatch batch, int from, int count) {
        slots.get(slot).fill(batch, from, count);
    }

    @Override
    public Inputs inputs(int slot) {
        return slots.get(slot).inputs();
    }

    @Override
    public void release(int slot) {}

    @Override
    public void report(int slot, Tensor result) {
        float[] values = new float[RESULTS];
        result.data_ptr_float().get(values);
        results[slot] = values;
    }

    @Override
    public float[] result(int slot) {
        return results[slot];
    }

    @Override
    public void close() {
        owner.close();
        HEAP.trim();
    }
}
