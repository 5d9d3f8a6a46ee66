// SPDX-License-Identifier: Apache-2.0
package org.aiperf.training.dl4j;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.aiperf.device.DeviceSet;
import org.aiperf.image.ImageBatch;
import org.aiperf.network.Network;
import org.aiperf.network.Shape.FeatureMap;
import org.aiperf.network.Weights;
import org.aiperf.operations.OperationDefinition;
import org.aiperf.training.CrossEntropy;
import org.aiperf.training.InitialWeights;
import org.aiperf.training.LearningRateSchedule;
import org.aiperf.training.Normalization;
import org.aiperf.training.TrainingFailedException;
import org.aiperf.training.TrainingPlan;
import org.aiperf.training.dl4j.onednn.Kind;
import org.aiperf.unit.Precision;
import org.aiperf.unit.Rate;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Measures training steps of one network on one repeated random batch, with our layers and with the library's own in
 * turn, and products of matrices between them: what disturbs the machine disturbs all.
 */
public final class TrainingBenchmark {

    private static final int ORDER = 1024;
    private static final int PRODUCTS = 5;
    private static final int PROFILED_STEPS = 3;

    private final int slots;
    private final int threads;
    private final int rounds;
    private final Duration round;
    private final Precision precision;

    /**
     * A measurement of some rounds.
     *
     * @param slots trainings that run at once, each on a thread of its own
     * @param threads CPU threads of a step
     * @param round what each kind of layers gets in a round, at least one step
     * @param precision of our layers, where they offer it; others compute in 32 bits
     */
    public TrainingBenchmark(int slots, int threads, int rounds, Duration round, Precision precision) {
        this.slots = slots;
        this.threads = threads;
        this.rounds = rounds;
        this.round = round;
        this.precision = precision;
    }

    /**
     * What one kind of layers reached in its best round.
     *
     * @param layers kind of layers
     * @param imagesPerSecond images trained in a second of wall time, in all slots together
     * @param cpuPerImage seconds of CPU time that an image took
     * @param rate operations by the fixed definition; Winograd's algorithm makes do with fewer
     */
    public record Speed(Layers layers, double imagesPerSecond, double cpuPerImage, Rate rate) {}

    /**
     * A network's result.
     *
     * @param speeds each kind of layers
     * @param peak best rate of products of matrices in single precision in the same rounds
     * @param shares where our layers' time goes
     * @param operations of an image's training by the fixed definition
     */
    public record Result(List<Speed> speeds, Rate peak, Map<Kind, Double> shares, double operations) {

        public Result {
            speeds = List.copyOf(speeds);
            shares = Map.copyOf(shares);
        }
    }

    /** Measures some kinds of layers; each takes {@code rounds * round}, and the warm-up. */
    public Result measure(Network network, int batchSize, List<Layers> kinds)
            throws TrainingFailedException, IOException {
        Dl4jTrainer.limitThreads(threads);
        List<Slots> contestants = new ArrayList<>();
        try {
            for (Layers layers : kinds) {
                contestants.add(new Slots(layers, network, batchSize));
            }
            Rate peak = Rate.NONE;
            for (int i = 0; i < rounds; i++) {
                for (Slots contestant : contestants) {
                    contestant.run();
                    Rate rate = new MatrixProduct(ORDER).rate(PRODUCTS);
                    peak = rate.compareTo(peak) > 0 ? rate : peak;
                }
            }
            return new Result(
                    contestants.stream().map(Slots::speed).toList(),
                    peak,
                    kinds.contains(Layers.ONEDNN) ? shares(network, batchSize) : Map.of(),
                    operations(network, batchSize));
        } finally {
            contestants.forEach(Slots::close);
        }
    }

    private static double operations(Network network, int batchSize) {
        return OperationDefinition.fixed(batchSize).count(network).trainPerImage();
    }

    private TrainingPlan plan(int batchSize, Precision arithmetic) {
        return new TrainingPlan(
                batchSize,
                new LearningRateSchedule.Constant(1e-3),
                0.9,
                0,
                0.1,
                Normalization.UNIT,
                arithmetic,
                DeviceSet.CPU,
                threads,
                1);
    }

    private Map<Kind, Double> shares(Network network, int batchSize) throws TrainingFailedException {
        Map<Kind, Long> times = new EnumMap<>(Kind.class);
        try (Contestant ours = new Contestant(Layers.ONEDNN, network, batchSize)) {
            if (ours.graph instanceof OneDnnGraph graph) {
                graph.layer().observe((kind, time) -> times.merge(kind, time, Long::sum));
            }
            for (int i = 0; i < PROFILED_STEPS; i++) {
                ours.step();
            }
        }
        double total = times.values().stream().mapToLong(Long::longValue).sum();
        Map<Kind, Double> shares = new EnumMap<>(Kind.class);
        times.forEach((kind, time) -> shares.put(kind, time / total));
        return shares;
    }

    /** Some trainings of one kind at once. */
    private final class Slots implements AutoCloseable {

        private final Layers layers;
        private final int batchSize;
        private final double operationsPerImage;
        private final List<ExecutorService> threadOfSlot = new ArrayList<>();
        private final List<Contestant> contestants = new ArrayList<>();
        private double wall = Double.POSITIVE_INFINITY;
        private double cpu = Double.POSITIVE_INFINITY;

        Slots(Layers layers, Network network, int batchSize) throws TrainingFailedException {
            this.layers = layers;
            this.batchSize = batchSize;
            this.operationsPerImage = operations(network, batchSize);
            for (int slot = 0; slot < slots; slot++) {
                ExecutorService thread = Executors.newSingleThreadExecutor();
                threadOfSlot.add(thread);
                contestants.add(await(thread.submit(() -> {
                    Dl4jTrainer.limitThreads(threads);
                    return new Contestant(layers, network, batchSize);
                })));
            }
        }

        void run() throws TrainingFailedException {
            long startOfCpu = cpuTime();
            long start = System.nanoTime();
            List<Future<Integer>> running = new ArrayList<>();
            for (int slot = 0; slot < slots; slot++) {
                Contestant contestant = contestants.get(slot);
                running.add(threadOfSlot.get(slot).submit(() -> contestant.steps(start + round.toNanos())));
            }
            int steps = 0;
            for (Future<Integer> each : running) {
                steps += await(each);
            }
            double count = (double) steps * batchSize * 1e9;
            wall = Math.min(wall, (System.nanoTime() - start) / count);
            cpu = Math.min(cpu, (cpuTime() - startOfCpu) / count);
        }

        Speed speed() {
            return new Speed(layers, 1 / wall, cpu, new Rate(operationsPerImage / wall));
        }

        @Override
        public void close() {
            for (int slot = 0; slot < contestants.size(); slot++) {
                threadOfSlot.get(slot).execute(contestants.get(slot)::close);
            }
            threadOfSlot.forEach(ExecutorService::shutdown);
        }
    }

    private static <T> T await(Future<T> running) throws TrainingFailedException {
        try {
            return running.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof TrainingFailedException failed) {
                throw failed;
            }
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("The measurement was interrupted", e);
        }
    }

    /** A graph with its batch. */
    private final class Contestant implements AutoCloseable {

        private final TrainableGraph graph;
        private final BatchArrays arrays;
        private final INDArray images;
        private final INDArray targets;

        Contestant(Layers layers, Network network, int batchSize) throws TrainingFailedException {
            this.graph = layers.graph(
                    network, plan(batchSize, layers.precisions().contains(precision) ? precision : Precision.FP32));
            graph.write(InitialWeights.complete(network, Weights.NONE, 1));
            int classes = network.outputShape().channels();
            FeatureMap image = (FeatureMap) network.inputShape();
            this.arrays = new BatchArrays(batchSize, image, classes);
            Random random = new Random(1);
            byte[] pixels = new byte[Math.toIntExact(batchSize * image.size())];
            random.nextBytes(pixels);
            ImageBatch batch =
                    new ImageBatch(pixels, random.ints(batchSize, 0, classes).toArray(), batchSize);
            this.images = arrays.images(batch);
            this.targets = arrays.targets(batch, new CrossEntropy(classes, 0.1));
            step();
            step();
        }

        void step() {
            graph.step(images, targets);
        }

        /** As many as begin before a time; at least one. */
        int steps(long end) {
            int steps = 0;
            do {
                step();
                steps++;
            } while (System.nanoTime() < end);
            return steps;
        }

        @Override
        public void close() {
            arrays.close();
            graph.close();
        }
    }

    private static long cpuTime() {
        return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getProcessCpuTime();
    }
}
