// SPDX-License-Identifier: Apache-2.0
package org.aiperf.training.libtorch;

import java.util.ArrayList;
import java.util.List;
import org.aiperf.image.ImageBatch;
import org.aiperf.network.Shape.FeatureMap;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.BoolOptional;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.DeviceOptional;
import org.bytedeco.pytorch.Generator;
import org.bytedeco.pytorch.MemoryFormatOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.cuda.CUDAStream;
import org.bytedeco.pytorch.cuda.CUDAStreamGuard;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.DeviceType;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.bytedeco.pytorch.global.torch_cuda;

/**
 * A GPU. Batches are copied from pinned memory on a stream of their own; the device computes on its default stream, and
 * results come back into pinned memory when it has reached them.
 */
final class CudaLane implements Lane {

    private final Owned owner = new Owned();
    private final Device device;
    private final Generator random;
    private final CUDAStream copying;
    private final CUDAStream computing;
    private final List<Slot> slots = new ArrayList<>();

    /** @param index of the GPU among those that the process sees */
    CudaLane(int index, int batchSize, FeatureMap image) {
        torch.globalContext().lazyInitDevice(DeviceType.CUDA);
        try (PointerScope scope = new PointerScope()) {
            this.device = owner.keep(new Device(DeviceType.CUDA, (byte) index));
            this.random = owner.keep(torch_cuda.make_generator_cuda((byte) index));
            this.copying = owner.keep(torch_cuda.getStreamFromPool(false, (byte) index));
            this.computing = owner.keep(torch_cuda.getDefaultCUDAStream((byte) index));
            makeSlots(batchSize, image);
        }
    }

    private void makeSlots(int batchSize, FeatureMap image) {
        try {
            for (int i = 0; i < SLOTS; i++) {
                slots.add(new Slot(batchSize, image));
            }
        } catch (RuntimeException | OutOfMemoryError e) {
            owner.close();
            throw e;
        }
    }

    /** What one batch needs. */
    private final class Slot {

        private final Staging pinned;
        private final Staging onDevice;
        private final Tensor result;
        private final StreamEvent uploaded = new StreamEvent(owner, device.index());
        private final StreamEvent released = new StreamEvent(owner, device.index());
        private final StreamEvent reported = new StreamEvent(owner, device.index());

        Slot(int batchSize, FeatureMap image) {
            this.pinned = new Staging(batchSize, image, pinned(ScalarType.Byte), pinned(ScalarType.Long), owner);
            this.onDevice = new Staging(batchSize, image, placed(ScalarType.Byte), placed(ScalarType.Long), owner);
            this.result =
                    owner.keep(torch.empty(new long[] {RESULTS}, pinned(ScalarType.Float), new MemoryFormatOptional()));
        }

        void close() {
            uploaded.close();
            released.close();
            reported.close();
        }
    }

    private static TensorOptions pinned(ScalarType type) {
        return new TensorOptions(type).pinned_memory(new BoolOptional(true));
    }

    private TensorOptions placed(ScalarType type) {
        return new TensorOptions(type).device(new DeviceOptional(device));
    }

    @Override
    public Device device() {
        return device;
    }

    @Override
    public DeviceType kind() {
        return DeviceType.CUDA;
    }

    @Override
    public Generator random() {
        return random;
    }

    @Override
    public int ahead() {
        return 1;
    }

    @Override
    public void upload(int slot, ImageBatch batch, int from, int count) {
        Slot target = slots.get(slot);
        // The batch before last has long left the pinned memory; its readers on the device are waited for over there.
        target.uploaded.synchronize();
        target.pinned.fill(batch, from, count);
        target.released.block(copying);
        try (PointerScope scope = new PointerScope();
                CUDAStreamGuard guard = new CUDAStreamGuard(copying.unwrap())) {
            target.onDevice.follow(target.pinned);
        }
        target.uploaded.record(copying);
    }

    @Override
    public Inputs inputs(int slot) {
        Slot source = slots.get(slot);
        source.uploaded.block(computing);
        return source.onDevice.inputs();
    }

    @Override
    public void release(int slot) {
        slots.get(slot).released.record(computing);
    }

    @Override
    public void report(int slot, Tensor result) {
        Slot target = slots.get(slot);
        target.result.copy_(result, true);
        target.reported.record(computing);
    }

    @Override
    public float[] result(int slot) {
        Slot source = slots.get(slot);
        source.reported.synchronize();
        float[] values = new float[RESULTS];
        try (PointerScope scope = new PointerScope()) {
            source.result.data_ptr_float().get(values);
        }
        return values;
    }

    /** Gives the memory back to the device, for networks of other shapes; after a failure a copy may still be under way. */
    @Override
    public void close() {
        copying.synchronize();
        computing.synchronize();
        slots.forEach(Slot::close);
        owner.close();
        torch_cuda.getAllocator().emptyCache();
    }
}
