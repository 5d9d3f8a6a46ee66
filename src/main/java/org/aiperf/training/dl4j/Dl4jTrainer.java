// SPDX-License-Identifier: Apache-2.0
package org.aiperf.training.dl4j;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.Optional;
import java.util.Set;
import org.aiperf.device.DeviceSet;
import org.aiperf.network.IdentityNorm;
import org.aiperf.network.Network;
import org.aiperf.network.TrainingMemory;
import org.aiperf.network.Weights;
import org.aiperf.training.InitialWeights;
import org.aiperf.training.Trainer;
import org.aiperf.training.TrainingFailedException;
import org.aiperf.training.TrainingFailedException.Reason;
import org.aiperf.training.TrainingPlan;
import org.aiperf.training.TrainingSession;
import org.aiperf.training.TrainingUnavailableException;
import org.aiperf.unit.Precision;
import org.deeplearning4j.util.CrashReportingUtil;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.nativeblas.NativeOpsHolder;

/** Trains with Deeplearning4j on ND4J's backend, the CPU or CUDA. */
public final class Dl4jTrainer implements Trainer {

    /** Layers look it up when they are made; the library's default is not to use oneDNN. */
    private static final String HELPERS_DISABLED = "org.eclipse.deeplearning4j.helpers.disable";

    private static final String CUDA_BACKEND = "org/nd4j/linalg/jcublas/JCublasBackend.class";

    private final long memory;
    private final Layers layers;
    private final DeviceBinding binding = DeviceBinding.nd4j();

    /**
     * Shares what the machine or the container has beside the Java heap among the trials of this JVM.
     *
     * @param slots trials that run at once, at least 1
     */
    public static Dl4jTrainer forSlots(int slots) {
        long memory = ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getTotalMemorySize();
        return new Dl4jTrainer((memory - Runtime.getRuntime().maxMemory()) / slots);
    }

    /**
     * Puts the calling thread on devices as the start of a training does; for a look whether it can.
     *
     * @throws TrainingFailedException if a network cannot be trained on so many
     * @throws org.aiperf.training.TrainingUnavailableException if the library does not see them
     */
    public static void bindThread(DeviceSet devices) throws TrainingFailedException {
        DeviceBinding.nd4j().bind(devices);
    }

    /**
     * Why the backend on the class path cannot train on a number of GPUs, found out without loading it.
     *
     * @param gpus of each trial, 0 for the CPU
     * @return what is wrong and what to do; nothing if it can
     */
    public static Optional<String> deviceProblem(int gpus) {
        return deviceProblem(gpus, Dl4jTrainer.class.getClassLoader().getResource(CUDA_BACKEND) != null);
    }

    static Optional<String> deviceProblem(int gpus, boolean cuda) {
        if (gpus > 1) {
            return Optional.of(
                    "Deeplearning4j trains a network on one GPU, and trials would have %d each; set spark.task.resource.gpu.amount=1, or take as many slots as GPUs in local[N]"
                            .formatted(gpus));
        } else if (gpus == 1 && !cuda) {
            return Optional.of(
                    "This build trains on CPUs, and trials would have a GPU each; build with mvn -Dcuda package, or leave the settings spark.*.resource.gpu out");
        } else if (gpus == 0 && cuda) {
            return Optional.of(
                    "This build trains on GPUs, and trials would have none; set spark.executor.resource.gpu.amount and spark.task.resource.gpu.amount on a cluster, or spark.driver.resource.gpu.amount and spark.driver.resource.gpu.discoveryScript=submit/get-gpus.sh on one machine, or build without -Dcuda");
        }
        return Optional.empty();
    }

    /**
     * Why this machine cannot train in some arithmetic.
     *
     * @return what is wrong and what to do; nothing if it can
     */
    public static Optional<String> precisionProblem(Precision precision) {
        return precisionProblem(precision, Layers.fastest().precisions());
    }

    static Optional<String> precisionProblem(Precision precision, Set<Precision> offered) {
        return offered.contains(precision)
                ? Optional.empty()
                : Optional.of(
                        "Deeplearning4j trains in %s on this machine, not in %s, which takes a processor with AVX-512 BF16 and no GPU; set aiperf.training.precision=fp32"
                                .formatted(offered, precision));
    }

    /** Refuses networks that need more than the given bytes outside of the Java heap. */
    public Dl4jTrainer(long memory) {
        this(memory, Layers.fastest());
    }

    /** The same with the given layers. */
    public Dl4jTrainer(long memory, Layers layers) {
        this.memory = memory;
        this.layers = layers;
        if (System.getProperty(HELPERS_DISABLED) == null) {
            System.setProperty(HELPERS_DISABLED, "false");
        }
        CrashReportingUtil.crashDumpsEnabled(false);
    }

    @Override
    public String backend() {
        return "Deeplearning4j 1.0.0-M2.1, " + layers.description();
    }

    @Override
    public Set<Precision> precisions() {
        return layers.precisions();
    }

    @Override
    public long memory() {
        return memory;
    }

    @Override
    public TrainingSession start(Network network, Weights weights, TrainingPlan plan) throws TrainingFailedException {
        precisionProblem(plan.precision(), precisions()).ifPresent(problem -> {
            throw new TrainingUnavailableException(problem, null);
        });
        weights.requireFit(network);
        requireMemory(TrainingMemory.bytes(network, plan.batchSize()));
        return Guard.run(() -> {
            binding.bind(plan.devices());
            limitThreads(plan.threads());
            return session(network, weights, plan);
        });
    }

    /** The operating system grants more than it has and then kills the process: what cannot fit is refused beforehand. */
    private void requireMemory(double bytes) throws TrainingFailedException {
        if (bytes > memory) {
            throw new TrainingFailedException(
                    Reason.OUT_OF_MEMORY,
                    "A training step needs about %.1f GB, there are %.1f GB; take a smaller batch"
                            .formatted(bytes / 1e9, memory / 1e9));
        }
    }

    private TrainingSession session(Network network, Weights weights, TrainingPlan plan)
            throws TrainingFailedException {
        TrainableGraph trainable = layers.graph(network, plan);
        try {
            trainable.write(InitialWeights.complete(network, weights, plan.seed()));
            return new Dl4jSession(network, plan, trainable, IdentityNorm.layers(network, weights));
        } catch (RuntimeException | OutOfMemoryError e) {
            trainable.free();
            trainable.graph().close();
            throw e;
        }
    }

    /**
     * OpenMP's limit is the calling thread's own; ND4J's other limits are the JVM's. Asking ND4J for its environment
     * loads the backend, which must come first.
     */
    static void limitThreads(int threads) {
        Nd4j.getEnvironment().setMaxThreads(threads);
        Nd4j.getEnvironment().setMaxMasterThreads(threads);
        NativeOpsHolder.getInstance().getDeviceNativeOps().setOmpNumThreads(threads);
    }
}
