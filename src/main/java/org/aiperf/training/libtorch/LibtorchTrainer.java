// SPDX-License-Identifier: Apache-2.0
package org.aiperf.training.libtorch;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.LongStream;
import org.aiperf.config.TrainingSettings.Backend;
import org.aiperf.device.DeviceSet;
import org.aiperf.network.IdentityNorm;
import org.aiperf.network.Network;
import org.aiperf.network.Shape.FeatureMap;
import org.aiperf.network.TrainingMemory;
import org.aiperf.network.Weights;
import org.aiperf.training.Classifiers;
import org.aiperf.training.InitialWeights;
import org.aiperf.training.Trainer;
import org.aiperf.training.TrainingFailedException;
import org.aiperf.training.TrainingPlan;
import org.aiperf.training.TrainingSession;
import org.aiperf.training.TrainingUnavailableException;
import org.aiperf.unit.Precision;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.DeviceType;

/** Trains with libtorch on the CPU, or on one or several GPUs. */
public final class LibtorchTrainer implements Trainer {

    private final DeviceType kind;
    private final long memory;

    private LibtorchTrainer(DeviceType kind, long memory) {
        this.kind = kind;
        this.memory = memory;
    }

    /**
     * Trains on the CPU, and shares what the machine or the container has beside the Java heap among the trials of this JVM.
     *
     * @param slots trials that run at once, at least 1
     */
    public static LibtorchTrainer onCpu(int slots) {
        long physical = ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getTotalMemorySize();
        return new LibtorchTrainer(
                DeviceType.CPU, (physical - Runtime.getRuntime().maxMemory()) / slots);
    }

    /**
     * Trains on GPUs, each of which belongs to one trial.
     *
     * @throws TrainingUnavailableException if the library cannot be loaded or sees none
     */
    public static LibtorchTrainer onGpus() {
        requireVisible(new DeviceSet(List.of(0)));
        long least = LongStream.range(0, Libtorch.gpus())
                .map(Libtorch::memoryOfGpu)
                .min()
                .orElseThrow();
        return new LibtorchTrainer(DeviceType.CUDA, least);
    }

    /**
     * Checks that the library sees some devices.
     *
     * @throws TrainingUnavailableException if it does not, with what to do
     */
    public static void requireVisible(DeviceSet devices) {
        int seen = Guard.load(Libtorch::gpus);
        for (int gpu : devices.gpus()) {
            if (gpu >= seen) {
                throw new TrainingUnavailableException(
                        seen == 0
                                ? "GPU %d was assigned, but libtorch sees none; it needs a build with -Plibtorch-cuda, NVIDIA's driver 580 or newer, and the libraries of CUDA 13 and cuDNN 9 in LD_LIBRARY_PATH"
                                        .formatted(gpu)
                                : "GPU %d was assigned, but libtorch sees %d; the discovery script must count as CUDA does"
                                        .formatted(gpu, seen),
                        null);
            }
        }
    }

    @Override
    public String backend() {
        return Guard.load(Libtorch::version);
    }

    @Override
    public Set<Precision> precisions() {
        return Backend.LIBTORCH.precisions(kind == DeviceType.CUDA);
    }

    @Override
    public long memory() {
        return memory;
    }

    @Override
    public TrainingSession start(Network network, Weights weights, TrainingPlan plan) throws TrainingFailedException {
        TrainingUnavailableException.requirePrecision(this, plan.precision());
        requireVisible(plan.devices());
        return start(network, weights, plan, List.of());
    }

    /** The same on some lanes instead of those of the plan's devices, if there are any. */
    TrainingSession start(Network network, Weights weights, TrainingPlan plan, List<Lane> given)
            throws TrainingFailedException {
        weights.requireFit(network);
        Classifiers.require(network);
        int part = plan.part(given.isEmpty() ? plan.devices().count() : given.size());
        TrainingFailedException.requireMemory(TrainingMemory.bytes(network, part), memory);
        return Guard.run(() -> {
            torch.set_num_threads(plan.threads());
            Arithmetic.of(plan.precision()).prepare();
            List<Lane> lanes = given.isEmpty() ? lanes(plan.devices(), part, (FeatureMap) network.inputShape()) : given;
            Owned owner = new Owned();
            try {
                return new LibtorchSession(
                        network,
                        InitialWeights.complete(network, weights, plan.seed()),
                        plan,
                        lanes,
                        owner,
                        IdentityNorm.layers(network, weights));
            } catch (RuntimeException | OutOfMemoryError e) {
                owner.close();
                lanes.forEach(Lane::close);
                throw e;
            }
        });
    }

    private static List<Lane> lanes(DeviceSet devices, int batchSize, FeatureMap image) {
        if (devices.gpus().isEmpty()) {
            return List.of(new CpuLane(batchSize, image));
        }
        List<Lane> lanes = new ArrayList<>();
        try {
            for (int gpu : devices.gpus()) {
                lanes.add(new CudaLane(gpu, batchSize, image));
            }
        } catch (RuntimeException | OutOfMemoryError e) {
            lanes.forEach(Lane::close);
            throw e;
        }
        return lanes;
    }
}
