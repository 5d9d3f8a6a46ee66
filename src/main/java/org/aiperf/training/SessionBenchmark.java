// SPDX-License-Identifier: Apache-2.0
package org.aiperf.training;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.aiperf.image.ImageBatch;
import org.aiperf.image.ImageBatches;
import org.aiperf.network.Network;
import org.aiperf.network.Shape.FeatureMap;
import org.aiperf.network.Weights;
import org.jspecify.annotations.Nullable;

/**
 * Measures training as trials do it, from raw bytes in memory to the new weights, on one repeated random batch. Trainers
 * take turns: what disturbs the machine disturbs all.
 *
 * @param plan how to train
 * @param rounds how often each trainer has its turn; the best counts
 * @param round length of a turn, at least one step
 */
public record SessionBenchmark(TrainingPlan plan, int rounds, Duration round) {

    private static final int WARM_UP_STEPS = 3;

    /**
     * What one trainer reached in its best round.
     *
     * @param imagesPerSecond images trained in a second of wall time
     * @param cpuPerImage seconds of CPU time that an image took
     */
    public record Speed(double imagesPerSecond, double cpuPerImage) {

        Speed best(Speed other) {
            return new Speed(
                    Math.max(imagesPerSecond, other.imagesPerSecond), Math.min(cpuPerImage, other.cpuPerImage));
        }
    }

    /** The speeds of some trainers, in their order. */
    public List<Speed> measure(Network network, List<Trainer> trainers)
            throws TrainingFailedException, IOException, InterruptedException {
        List<TrainingSession> sessions = new ArrayList<>();
        try {
            List<Speed> best = new ArrayList<>();
            for (Trainer trainer : trainers) {
                TrainingSession session = trainer.start(network, Weights.NONE, plan);
                sessions.add(session);
                session.train(
                        new Repeated(network, plan.batchSize(), WARM_UP_STEPS, Long.MAX_VALUE), 0, StepListener.NONE);
                best.add(new Speed(0, Double.POSITIVE_INFINITY));
            }
            for (int i = 0; i < rounds; i++) {
                for (int j = 0; j < sessions.size(); j++) {
                    best.set(j, best.get(j).best(turn(network, sessions.get(j))));
                }
            }
            return best;
        } finally {
            sessions.forEach(TrainingSession::close);
        }
    }

    private Speed turn(Network network, TrainingSession session)
            throws TrainingFailedException, IOException, InterruptedException {
        long startOfCpu = cpuTime();
        long start = System.nanoTime();
        ImageBatches batches = new Repeated(network, plan.batchSize(), Integer.MAX_VALUE, start + round.toNanos());
        double images = session.train(batches, 0, StepListener.NONE).images();
        return new Speed(images * 1e9 / (System.nanoTime() - start), (cpuTime() - startOfCpu) / (images * 1e9));
    }

    private static long cpuTime() {
        return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getProcessCpuTime();
    }

    /** The same batch a number of times, or until some time has come. */
    private static final class Repeated implements ImageBatches {

        private final ImageBatch batch;
        private final int times;
        private final long end;
        private int given;

        Repeated(Network network, int batchSize, int times, long end) {
            this.times = times;
            this.end = end;
            Random random = new Random(1);
            byte[] pixels = new byte[Math.toIntExact(batchSize * ((FeatureMap) network.inputShape()).size())];
            random.nextBytes(pixels);
            int[] labels =
                    random.ints(batchSize, 0, network.outputShape().channels()).toArray();
            this.batch = new ImageBatch(pixels, labels, batchSize);
        }

        @Override
        public @Nullable ImageBatch next() {
            boolean over = given > 0 && System.nanoTime() - end > 0;
            return over || given++ == times ? null : batch;
        }

        @Override
        public void close() {}
    }
}
