// SPDX-License-Identifier: Apache-2.0
package org.aiperf.training.dl4j;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.aiperf.image.ImageBatch;
import org.aiperf.image.ImageBatches;
import org.aiperf.network.Network;
import org.aiperf.network.Shape.FeatureMap;
import org.aiperf.network.Weights;
import org.aiperf.training.CrossEntropy;
import org.aiperf.training.EpochResult;
import org.aiperf.training.Evaluation;
import org.aiperf.training.StepListener;
import org.aiperf.training.TrainingFailedException;
import org.aiperf.training.TrainingPlan;
import org.aiperf.training.TrainingSession;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A computation graph in training. */
final class Dl4jSession implements TrainingSession {

    private final TrainingPlan plan;
    private final TrainableGraph trainable;
    private final BatchArrays arrays;
    private final int classes;
    private List<Integer> uncalibrated;
    private boolean closed;

    /** @param uncalibrated batch norms that are the identity, front to back */
    Dl4jSession(Network network, TrainingPlan plan, TrainableGraph trainable, List<Integer> uncalibrated) {
        this.plan = plan;
        this.trainable = trainable;
        this.uncalibrated = uncalibrated;
        this.classes = network.outputShape().channels();
        this.arrays = new BatchArrays(plan.batchSize(), (FeatureMap) network.inputShape(), classes);
    }

    @Override
    public EpochResult train(ImageBatches batches, int epoch, StepListener listener)
            throws TrainingFailedException, IOException, InterruptedException {
        // A stream of its own for each epoch: a resumed training draws the dropout that it would have drawn.
        trainable.begin(plan.seed() + 31L * epoch, plan.learningRate().rate(epoch));
        CrossEntropy total = crossEntropy();
        long waiting = 0;
        long training = 0;
        for (long start = System.nanoTime(); ; ) {
            ImageBatch batch = batches.next();
            long ready = System.nanoTime();
            waiting += ready - start;
            if (batch == null) {
                break;
            }
            double loss = step(batch, total);
            start = System.nanoTime();
            training += start - ready;
            listener.onStep(batch.size(), loss);
            requireUninterrupted();
        }
        return new EpochResult(
                total.images(), total.loss(), total.accuracy(), Duration.ofNanos(waiting), Duration.ofNanos(training));
    }

    private double step(ImageBatch batch, CrossEntropy total) throws TrainingFailedException {
        INDArray images = arrays.images(batch);
        INDArray targets = arrays.targets(batch, total);
        float[] logits = Guard.run(() -> {
            trainable.calibrate(uncalibrated, images);
            uncalibrated = List.of();
            return trainable.step(images, targets);
        });
        double loss = total.add(logits, batch.labels(), batch.size());
        TrainingFailedException.requireFinite(loss);
        return loss;
    }

    @Override
    public Evaluation evaluate(ImageBatches batches) throws TrainingFailedException, IOException, InterruptedException {
        long start = System.nanoTime();
        CrossEntropy total = crossEntropy();
        for (ImageBatch batch = batches.next(); batch != null; batch = batches.next()) {
            INDArray images = arrays.images(batch);
            float[] logits = Guard.run(() -> trainable.infer(images));
            TrainingFailedException.requireFinite(total.add(logits, batch.labels(), batch.size()));
            requireUninterrupted();
        }
        return new Evaluation(
                total.images(), total.loss(), total.accuracy(), Duration.ofNanos(System.nanoTime() - start));
    }

    @Override
    public Weights weights() {
        return trainable.weights();
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        arrays.close();
        trainable.close();
    }

    private CrossEntropy crossEntropy() {
        return new CrossEntropy(classes, plan.labelSmoothing());
    }

    private static void requireUninterrupted() throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException("Training was interrupted");
        }
    }
}
