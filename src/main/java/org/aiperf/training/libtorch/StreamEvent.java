// SPDX-License-Identifier: Apache-2.0
package org.aiperf.training.libtorch;

import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerPointer;
import org.bytedeco.pytorch.DeviceGuardImplInterface;
import org.bytedeco.pytorch.cuda.CUDAStream;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.DeviceType;
import org.bytedeco.pytorch.global.torch.EventFlag;

/**
 * A point in the work of a GPU's stream that other streams and threads can wait for; who waits for one that was never
 * recorded goes on at once. As libtorch's own event does, which its Java binding lacks since version 2.13.
 */
final class StreamEvent implements AutoCloseable {

    private final DeviceGuardImplInterface library = torch.getDeviceGuardImpl(DeviceType.CUDA);
    private final PointerPointer<Pointer> handle;
    private final byte device;
    private boolean recorded;

    /**
     * @param owner keeps its memory
     * @param device index of the GPU
     */
    StreamEvent(Owned owner, byte device) {
        this.handle = owner.keep(new PointerPointer<>(1));
        this.handle.put(0, (Pointer) null);
        this.device = device;
    }

    /** What the stream was given so far comes before this point. */
    void record(CUDAStream stream) {
        library.record(handle, stream.unwrap(), device, EventFlag.PYTORCH_DEFAULT);
        recorded = true;
    }

    /** What the stream is given from now on waits for this point. */
    void block(CUDAStream stream) {
        if (recorded) {
            library.block(handle.get(0), stream.unwrap());
        }
    }

    /** This thread waits for this point. */
    void synchronize() {
        if (recorded) {
            library.synchronizeEvent(handle.get(0));
        }
    }

    @Override
    public void close() {
        if (recorded) {
            library.destroyEvent(handle.get(0), device);
            recorded = false;
        }
    }
}
