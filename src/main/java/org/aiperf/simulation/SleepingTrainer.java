// SPDX-License-Identifier: Apache-2.0
package org.aiperf.simulation;

import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import org.aiperf.image.ImageBatches;
import org.aiperf.network.Network;
import org.aiperf.network.Weights;
import org.aiperf.training.EpochResult;
import org.aiperf.training.Evaluation;
import org.aiperf.training.StepListener;
import org.aiperf.training.Trainer;
import org.aiperf.training.TrainingPlan;
import org.aiperf.training.TrainingSession;
import org.aiperf.unit.Precision;

/**
 * Sleeps instead of training: what is left of a run is the driver, the scheduling and the search. The length of an epoch
 * and the accuracy are drawn from the trial's seed. Weights stay as they were: a thousand slots fit into one JVM.
 *
 * @param mean average time of an epoch
 * @param spread greatest deviation from it, as a share of it
 */
public record SleepingTrainer(Duration mean, double spread) implements Trainer {

    @Override
    public String backend() {
        return "none, trials sleep";
    }

    @Override
    public List<Precision> precisions() {
        return List.of(Precision.FP32);
    }

    @Override
    public TrainingSession start(Network network, Weights weights, TrainingPlan plan) {
        SplittableRandom random = new SplittableRandom(plan.seed());
        Duration epoch = Duration.ofNanos((long) (mean.toNanos() * (1 + spread * (2 * random.nextDouble() - 1))));
        return new Session(weights, epoch, random.nextDouble());
    }

    private record Session(Weights weights, Duration epoch, double accuracy) implements TrainingSession {

        @Override
        public EpochResult train(ImageBatches batches, int number, StepListener listener) throws InterruptedException {
            Thread.sleep(epoch.toMillis());
            listener.onStep(1, 1);
            return new EpochResult(1, 1, accuracy, Duration.ZERO, epoch);
        }

        @Override
        public Evaluation evaluate(ImageBatches batches) {
            return new Evaluation(1, 1, accuracy, Duration.ZERO);
        }

        @Override
        public void close() {}
    }
}
