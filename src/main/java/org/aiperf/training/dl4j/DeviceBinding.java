// SPDX-License-Identifier: Apache-2.0
package org.aiperf.training.dl4j;

import java.util.function.IntConsumer;
import java.util.function.IntSupplier;
import org.aiperf.device.DeviceSet;
import org.aiperf.training.TrainingUnavailableException;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Puts the calling thread on the device that was assigned to it. ND4J otherwise deals out its devices to threads by turns.
 *
 * @param visible GPUs that the library sees, 0 if it computes on the CPU
 * @param bind makes the calling thread use a GPU from now on
 */
record DeviceBinding(IntSupplier visible, IntConsumer bind) {

    /** That of the backend on the class path. */
    static DeviceBinding nd4j() {
        return new DeviceBinding(
                () -> Nd4j.getEnvironment().isCPU()
                        ? 0
                        : Nd4j.getAffinityManager().getNumberOfDevices(),
                gpu -> Nd4j.getAffinityManager().unsafeSetDevice(gpu));
    }

    /**
     * Binds the calling thread. Nothing else of ND4J should have been used by it before.
     *
     * @param devices one GPU, or the CPU
     * @throws TrainingUnavailableException if the library does not see the GPU
     */
    void bind(DeviceSet devices) {
        if (devices.gpus().size() > 1) {
            throw new IllegalArgumentException("A thread computes on one GPU, not on " + devices);
        }
        for (int gpu : devices.gpus()) {
            requireVisible(gpu);
            bind.accept(gpu);
        }
    }

    private void requireVisible(int gpu) {
        int seen = visible.getAsInt();
        if (gpu >= seen) {
            throw new TrainingUnavailableException(
                    seen == 0
                            ? "GPU %d was assigned, but the library sees none; build with -Dcuda, or ask for no GPUs"
                                    .formatted(gpu)
                            : "GPU %d was assigned, but the library sees %d; the discovery script must count as CUDA does"
                                    .formatted(gpu, seen),
                    null);
        }
    }
}
