// SPDX-License-Identifier: Apache-2.0
package org.aiperf.training;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.aiperf.image.ImageBatch;
import org.aiperf.image.ImageBatches;
import org.aiperf.network.Network;
import org.aiperf.network.Weights;
import org.aiperf.training.TrainingFailedException.Reason;
import org.aiperf.unit.Precision;

/**
 * A trainer that computes nothing: it reads the batches, and its accuracy is a fixed function of network and epoch.
 * Networks of more layers than a limit fail.
 */
public final class InstantTrainer implements Trainer {

    private final int mostLayers;
    private final AtomicInteger open = new AtomicInteger();

    public InstantTrainer() {
        this(Integer.MAX_VALUE);
    }

    public InstantTrainer(int mostLayers) {
        this.mostLayers = mostLayers;
    }

    /** Sessions that were not closed. */
    public int open() {
        return open.get();
    }

    @Override
    public String backend() {
        return "instant";
    }

    @Override
    public List<Precision> precisions() {
        return List.of(Precision.FP32);
    }

    @Override
    public TrainingSession start(Network network, Weights weights, TrainingPlan plan) throws TrainingFailedException {
        if (network.layers().size() > mostLayers) {
            throw new TrainingFailedException(Reason.OUT_OF_MEMORY, "The network is too large");
        }
        open.incrementAndGet();
        return new Session(network, weights, plan);
    }

    private final class Session implements TrainingSession {

        private final Network network;
        private final Weights weights;
        private int epochs;

        Session(Network network, Weights weights, TrainingPlan plan) {
            this.network = network;
            this.weights = InitialWeights.complete(network, weights, plan.seed());
        }

        @Override
        public EpochResult train(ImageBatches batches, int epoch, StepListener listener)
                throws IOException, InterruptedException {
            long images = 0;
            for (ImageBatch batch = batches.next(); batch != null; batch = batches.next()) {
                images += batch.size();
                listener.onStep(batch.size(), 1);
                if (Thread.interrupted()) {
                    throw new InterruptedException();
                }
            }
            epochs++;
            return new EpochResult(images, 1, accuracy(), Duration.ZERO, Duration.ofMillis(1));
        }

        @Override
        public Evaluation evaluate(ImageBatches batches) throws IOException {
            long images = 0;
            for (ImageBatch batch = batches.next(); batch != null; batch = batches.next()) {
                images += batch.size();
            }
            return new Evaluation(images, 1 - accuracy(), accuracy(), Duration.ofMillis(1));
        }

        private double accuracy() {
            double quality = (network.hash() & 0xFFFF) / 65536.0;
            return (0.5 + 0.4 * quality) * (1 - Math.exp(-epochs));
        }

        @Override
        public Weights weights() {
            return weights;
        }

        @Override
        public void close() {
            open.decrementAndGet();
        }
    }
}
