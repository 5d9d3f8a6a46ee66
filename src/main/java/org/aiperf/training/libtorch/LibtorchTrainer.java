// SPDX-License-Identifier: Apache-2.0
package org.aiperf.training.libtorch;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.aiperf.config.TrainingSettings.Backend;
import org.aiperf.device.CudaDriver;
import org.aiperf.device.CudaDriver.Gpu;
import org.aiperf.device.DeviceSet;
import org.aiperf.device.Machine;
import org.aiperf.device.UnusableDriverException;
import org.aiperf.foreign.Cause;
import org.aiperf.network.IdentityNorm;
import org.aiperf.network.MemoryLimit;
import org.aiperf.network.Network;
import org.aiperf.network.Shape.FeatureMap;
import org.aiperf.network.StepMemory;
import org.aiperf.network.StepMemory.Keeping;
import org.aiperf.network.Weights;
import org.aiperf.training.Classifiers;
import org.aiperf.training.InitialWeights;
import org.aiperf.training.Trainer;
import org.aiperf.training.TrainingFailedException;
import org.aiperf.training.TrainingPlan;
import org.aiperf.training.TrainingSession;
import org.aiperf.training.TrainingUnavailableException;
import org.aiperf.unit.Precision;
import org.aiperf.unit.Silicon;
import org.bytedeco.pytorch.global.torch;

/** Trains with libtorch on the CPU, or on one or several GPUs. */
public final class LibtorchTrainer implements Trainer {

    /** What the library was made for, and the driver that has it first. */
    private static final int CUDA = 13000;

    private static final int DRIVER = 580;

    /** Share of a GPU's memory for the context, compiled code, workspaces of cuDNN and what lies in pieces. */
    private static final double RESERVE = 0.1;

    private final Silicon silicon;
    private final long memory;

    private LibtorchTrainer(Silicon silicon, long memory) {
        this.silicon = silicon;
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
                Machine.silicon(), (physical - Runtime.getRuntime().maxMemory()) / slots);
    }

    /**
     * Trains on GPUs, each of which belongs to one trial. Where they differ, by what all of them can.
     *
     * @throws TrainingUnavailableException if the library cannot be loaded or there are none
     */
    public static LibtorchTrainer onGpus() {
        List<Gpu> gpus = gpus(CudaDriver.local());
        requireVisible(new DeviceSet(List.of(0)));
        return new LibtorchTrainer(
                gpus.stream().map(Gpu::silicon).min(Comparator.naturalOrder()).orElseThrow(), (long) ((1 - RESERVE)
                        * gpus.stream().mapToLong(Gpu::memory).min().orElseThrow()));
    }

    private static List<Gpu> gpus(CudaDriver driver) {
        try {
            return driver.gpus(CUDA, DRIVER);
        } catch (UnusableDriverException e) {
            throw new TrainingUnavailableException(Cause.of(e), e);
        }
    }

    /**
     * Checks that the driver is new enough, that the library sees some devices, and that nobody else has them.
     *
     * @throws TrainingUnavailableException if not, with what to do
     */
    public static void require(DeviceSet devices, CudaDriver driver) {
        if (devices.gpus().isEmpty()) {
            return;
        }
        gpus(driver);
        requireVisible(devices);
        try {
            driver.requireFree(devices);
        } catch (UnusableDriverException e) {
            throw new TrainingUnavailableException(Cause.of(e), e);
        }
    }

    /** Checks that the library sees some devices. */
    private static void requireVisible(DeviceSet devices) {
        if (devices.gpus().isEmpty()) {
            return;
        }
        int seen = Guard.load(Libtorch::gpus);
        for (int gpu : devices.gpus()) {
            if (gpu >= seen) {
                throw new TrainingUnavailableException(
                        seen == 0
                                ? Guard.missing()
                                        .orElse(
                                                "GPU %d was assigned, and NVIDIA's driver sees it, but libtorch does not"
                                                        .formatted(gpu))
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
    public List<Precision> precisions() {
        return Backend.LIBTORCH.precisions(silicon);
    }

    @Override
    public MemoryLimit memory(Precision precision, int devices) {
        return new MemoryLimit(new StepMemory(Keeping.WHAT_GRADIENTS_READ, precision.bytes(), devices > 1), memory);
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
        int devices = given.isEmpty() ? plan.devices().count() : given.size();
        int part = plan.part(devices);
        TrainingFailedException.requireMemory(memory(plan.precision(), devices), network, part);
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
