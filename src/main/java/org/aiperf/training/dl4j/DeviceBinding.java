// SPDX-License-Identifier: Apache-2.0
package org.aiperf.training.dl4j;

import java.util.function.IntConsumer;
import java.util.function.IntSupplier;
import java.util.function.IntUnaryOperator;
import org.aiperf.device.DeviceSet;
import org.aiperf.training.TrainingUnavailableException;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.nativeblas.NativeOps;
import org.nd4j.nativeblas.NativeOpsHolder;

/**
 * Puts the calling thread on the device that was assigned to it. ND4J otherwise deals out its devices to threads by turns.
 *
 * @param visible GPUs that the library sees, 0 if it computes on the CPU
 * @param capability compute capability of a GPU, 86 for 8.6
 * @param bind makes the calling thread use a GPU from now on
 */
record DeviceBinding(IntSupplier visible, IntUnaryOperator capability, IntConsumer bind) {

    /** The library's newest kernels are for 8.6, which run on the rest of that generation only. */
    private static final int NEWEST = 89;

    /** That of the backend on the class path. */
    static DeviceBinding nd4j() {
        return new DeviceBinding(
                () -> Nd4j.getEnvironment().isCPU()
                        ? 0
                        : Nd4j.getAffinityManager().getNumberOfDevices(),
                gpu -> 10 * nativeOps().getDeviceMajor(gpu) + nativeOps().getDeviceMinor(gpu),
                gpu -> Nd4j.getAffinityManager().unsafeSetDevice(gpu));
    }

    private static NativeOps nativeOps() {
        return NativeOpsHolder.getInstance().getDeviceNativeOps();
    }

    /**
     * Binds the calling thread. Nothing else of ND4J should have been used by it before.
     *
     * @param devices one GPU, or the CPU
     * @throws TrainingUnavailableException if the library does not see the GPU, or has no kernels for it
     */
    void bind(DeviceSet devices) {
        if (devices.gpus().size() > 1) {
            throw new IllegalArgumentException("A thread computes on one GPU, not on " + devices);
        }
        for (int gpu : devices.gpus()) {
            requireVisible(gpu);
            requireKernels(gpu);
            bind.accept(gpu);
        }
    }

    private void requireKernels(int gpu) {
        int found = capability.applyAsInt(gpu);
        if (found > NEWEST) {
            throw new TrainingUnavailableException(
                    "GPU %d has compute capability %d.%d, and Deeplearning4j's kernels end at %d.%d; build with mvn -Plibtorch-cuda package"
                            .formatted(gpu, found / 10, found % 10, NEWEST / 10, NEWEST % 10),
                    null);
        }
    }

    private void requireVisible(int gpu) {
        int seen = visible.getAsInt();
        if (gpu >= seen) {
            throw new TrainingUnavailableException(
                    seen == 0
                            ? "GPU %d was assigned, but the library sees none; build with -Plibtorch-cuda or -Dcuda, or ask for no GPUs"
                                    .formatted(gpu)
                            : "GPU %d was assigned, but the library sees %d; the discovery script must count as CUDA does"
                                    .formatted(gpu, seen),
                    null);
        }
    }
}
