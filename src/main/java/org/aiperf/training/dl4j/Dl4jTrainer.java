// SPDX-License-Identifier: Apache-2.0
package org.aiperf.training.dl4j;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.aiperf.device.CudaDriver;
import org.aiperf.device.DeviceSet;
import org.aiperf.device.UnusableDriverException;
import org.aiperf.foreign.Cause;
import org.aiperf.network.IdentityNorm;
import org.aiperf.network.MemoryLimit;
import org.aiperf.network.Network;
import org.aiperf.network.Weights;
import org.aiperf.training.InitialWeights;
import org.aiperf.training.Trainer;
import org.aiperf.training.TrainingFailedException;
import org.aiperf.training.TrainingPlan;
import org.aiperf.training.TrainingSession;
import org.aiperf.training.TrainingUnavailableException;
import org.aiperf.unit.Precision;
import org.deeplearning4j.util.CrashReportingUtil;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.nativeblas.NativeOpsHolder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Trains with Deeplearning4j on ND4J's backend, the CPU or CUDA. */
public final class Dl4jTrainer implements Trainer {

    /** Layers look it up when they are made; the library's default is not to use oneDNN. */
    private static final String HELPERS_DISABLED = "org.eclipse.deeplearning4j.helpers.disable";

    /** What the library was made for, and the driver that has it first. */
    private static final int CUDA = 11060;

    private static final int DRIVER = 510;

    private static final Logger LOG = LoggerFactory.getLogger(Dl4jTrainer.class);

    private final long memory;
    private final Layers layers;
    private final DeviceBinding binding;

    /**
     * Shares what this process may have beside the Java heap among the trials of this JVM, and warns if it was started so
     * that it keeps what they have used.
     *
     * @param slots trials that run at once, at least 1
     */
    public static Dl4jTrainer forSlots(int slots) {
        NativeMemory memory = NativeMemory.ofProcess();
        memory.problem().ifPresent(LOG::warn);
        return new Dl4jTrainer(memory.share(slots));
    }

    /**
     * Puts the calling thread on GPUs as the start of a training does, to see whether it can.
     *
     * @throws TrainingUnavailableException if the driver or the library cannot, or others have them, with what to do
     */
    public static void require(DeviceSet devices, CudaDriver driver) {
        try {
            driver.gpus(CUDA, DRIVER);
            driver.requireFree(devices);
        } catch (UnusableDriverException e) {
            throw new TrainingUnavailableException(Cause.of(e), e);
        }
        List<Integer> gpus = devices.gpus();
        // The first last: it is what the calling thread stays with.
        for (int i = gpus.size() - 1; i >= 0; i--) {
            DeviceBinding.nd4j().bind(new DeviceSet(gpus.subList(i, i + 1)));
        }
    }

    /**
     * Why a backend cannot train on a number of GPUs.
     *
     * @param gpus of each trial, 0 for the CPU
     * @param cuda whether the backend is that for CUDA
     * @return what is wrong and what to do; nothing if it can
     */
    public static Optional<String> deviceProblem(int gpus, boolean cuda) {
        if (gpus > 0 && !cuda) {
            return Optional.of(
                    "This build trains on CPUs, and trials would have GPUs; build with mvn -Plibtorch-cuda package for GPUs from Turing on, or with mvn -Dcuda package for those up to Ada, or leave the settings spark.*.resource.gpu out");
        } else if (gpus == 0 && cuda) {
            return Optional.of(
                    "This build trains on GPUs, and trials would have none; set spark.executor.resource.gpu.amount and spark.task.resource.gpu.amount on a cluster, or spark.driver.resource.gpu.amount and spark.driver.resource.gpu.discoveryScript=submit/get-gpus.sh on one machine, or build without -Dcuda");
        }
        return Optional.empty();
    }

    /** Refuses networks that need more than the given bytes outside of the Java heap. */
    public Dl4jTrainer(long memory) {
        this(memory, Layers.fastest());
    }

    /** The same with the given layers. */
    public Dl4jTrainer(long memory, Layers layers) {
        this(memory, layers, DeviceBinding.nd4j());
    }

    Dl4jTrainer(long memory, Layers layers, DeviceBinding binding) {
        this.memory = memory;
        this.layers = layers;
        this.binding = binding;
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
    public List<Precision> precisions() {
        return layers.precisions();
    }

    @Override
    public MemoryLimit memory(Precision precision, int devices) {
        return new MemoryLimit(layers.memory(precision), memory);
    }

    @Override
    public TrainingSession start(Network network, Weights weights, TrainingPlan plan) throws TrainingFailedException {
        TrainingUnavailableException.requirePrecision(this, plan.precision());
        weights.requireFit(network);
        int devices = plan.devices().count();
        TrainingFailedException.requireMemory(memory(plan.precision(), devices), network, plan.part(devices));
        return Guard.run(() -> {
            List<Integer> gpus = plan.devices().gpus();
            prepareThread(gpus.subList(0, Math.min(gpus.size(), 1)), plan.threads());
            return session(network, weights, plan);
        });
    }

    /** Every thread has to, before it makes its first array. */
    private void prepareThread(List<Integer> gpu, int threads) {
        binding.bind(new DeviceSet(gpu));
        limitThreads(threads);
    }

    private TrainableGraph graph(Network network, TrainingPlan plan) throws TrainingFailedException {
        List<Integer> gpus = plan.devices().gpus();
        if (gpus.size() < 2) {
            return layers.graph(network, plan);
        }
        int threads = Math.max(1, plan.threads() / gpus.size());
        List<Replica.Maker> makers = new ArrayList<>();
        for (int gpu : gpus) {
            makers.add(() -> {
                prepareThread(List.of(gpu), threads);
                return layers.graph(network, plan);
            });
        }
        return new ReplicatedGraph(network, plan.part(makers.size()), makers);
    }

    private TrainingSession session(Network network, Weights weights, TrainingPlan plan)
            throws TrainingFailedException {
        TrainableGraph trainable = graph(network, plan);
        try {
            trainable.write(InitialWeights.complete(network, weights, plan.seed()));
            return new Dl4jSession(network, plan, trainable, IdentityNorm.layers(network, weights));
        } catch (RuntimeException | OutOfMemoryError e) {
            trainable.close();
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
