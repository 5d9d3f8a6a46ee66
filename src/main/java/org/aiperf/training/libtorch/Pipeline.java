// SPDX-License-Identifier: Apache-2.0
package org.aiperf.training.libtorch;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.aiperf.image.ImageBatch;
import org.aiperf.image.ImageBatches;
import org.aiperf.training.StepListener;
import org.aiperf.training.TrainingFailedException;

/**
 * Leads the batches of one pass through the devices and adds up what they report. While a step computes on GPUs the next
 * batch is read and uploaded, and the next step is launched before the results of this one are waited for.
 */
final class Pipeline {

    private final ImageBatches batches;
    private final List<Replica> replicas;
    private final int classes;
    private final StepListener listener;
    private final Deque<Launched> pending = new ArrayDeque<>();
    private long images;
    private long waited;
    private double loss;
    private double hits;

    Pipeline(ImageBatches batches, List<Replica> replicas, int classes, StepListener listener) {
        this.batches = batches;
        this.replicas = replicas;
        this.classes = classes;
        this.listener = listener;
    }

    /** Starts the computation on a slot of every device. */
    @FunctionalInterface
    interface Step {
        void launch(int slot, int images) throws TrainingFailedException;
    }

    /** @param parts replicas that have a part in it */
    private record Launched(int slot, int images, List<Replica> parts) {}

    /** Runs all steps. */
    void run(Step step) throws TrainingFailedException, IOException, InterruptedException {
        int ahead = replicas.get(0).lane().ahead();
        int slot = 0;
        for (int count = next(slot); count > 0; ) {
            step.launch(slot, count);
            pending.add(new Launched(slot, count, Replica.used(replicas, slot)));
            slot = (slot + 1) % Lane.SLOTS;
            count = next(slot);
            collect(ahead);
            requireUninterrupted();
        }
        collect(0);
    }

    /** Images of the next batch, which is on its way to the devices; 0 after the last. */
    private int next(int slot) throws IOException, TrainingFailedException {
        long start = System.nanoTime();
        ImageBatch batch = batches.next();
        waited += System.nanoTime() - start;
        return batch == null ? 0 : Guard.run(() -> upload(slot, batch));
    }

    private int upload(int slot, ImageBatch batch) {
        for (int i = 0; i < batch.size(); i++) {
            int label = batch.labels()[i];
            if (label < 0 || label >= classes) {
                throw new IllegalArgumentException(
                        "Label %d in a data set for a network of %d classes".formatted(label, classes));
            }
        }
        replicas.forEach(replica -> replica.upload(slot, batch));
        return batch.size();
    }

    /** Takes results until no more than a number of steps are outstanding. */
    private void collect(int outstanding) throws TrainingFailedException {
        while (pending.size() > outstanding) {
            Launched done = pending.remove();
            double sum = 0;
            for (Replica replica : done.parts()) {
                float[] result = Guard.run(() -> replica.lane().result(done.slot()));
                sum += result[0];
                hits += result[1];
            }
            TrainingFailedException.requireFinite(sum);
            loss += sum;
            images += done.images();
            listener.onStep(done.images(), sum / done.images());
        }
    }

    private static void requireUninterrupted() throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException("Training was interrupted");
        }
    }

    long images() {
        return images;
    }

    /** Nanoseconds spent waiting for batches. */
    long waited() {
        return waited;
    }

    /** Mean loss of an image. */
    double loss() {
        return loss / images;
    }

    /** Share of images whose greatest logit is the true class's. */
    double accuracy() {
        return hits / images;
    }
}
