// SPDX-License-Identifier: Apache-2.0
package org.aiperf.training.dl4j;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import org.aiperf.device.DeviceSet;
import org.aiperf.network.Network;
import org.aiperf.network.SeedNetworks;
import org.aiperf.network.Shape.FeatureMap;
import org.aiperf.network.Weights;
import org.aiperf.training.LearningRateSchedule;
import org.aiperf.training.Normalization;
import org.aiperf.training.StepListener;
import org.aiperf.training.ToyImages;
import org.aiperf.training.TrainingPlan;
import org.aiperf.training.TrainingSession;
import org.aiperf.unit.Precision;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

@EnabledOnOs(OS.LINUX)
class ResidentMemoryTest {

    private static final FeatureMap IMAGE = new FeatureMap(28, 28, 1);

    private final Dl4jTrainer trainer = Dl4jTrainer.forSlots(1);
    private final ToyImages images = new ToyImages(IMAGE, 10, 160, 1);

    /** How many trials: 200 are a minute's work. */
    private static final int TRIALS = Integer.getInteger("aiperf.trials", 50);

    @Test
    void isFlatAfterTheTenthTrialInANewThread() throws Exception {
        List<Long> resident = new ArrayList<>();
        for (int trial = 0; trial < TRIALS; trial++) {
            int seed = trial;
            // The first ones are long enough to compile the code and to fill the allocator's pools, as real trials are.
            int epochs = trial < 5 ? 4 : 1;
            inNewThread(() -> train(seed, epochs));
            resident.add(residentKilobytes());
        }
        assertThat(resident.get(TRIALS - 1))
                .as("resident kilobytes after each trial %s", resident)
                .isLessThan(resident.get(9) * 11 / 10);
    }

    private long train(int seed, int epochs) throws Exception {
        Network network = SeedNetworks.named(seed % 2 == 0 ? "resnet-8-strided" : "resnet-14-strided", IMAGE, 10);
        TrainingPlan plan = new TrainingPlan(
                40 + 8 * (seed % 4),
                new LearningRateSchedule.Constant(0.05),
                0.9,
                1e-4,
                0.1,
                Normalization.UNIT,
                Precision.FP32,
                DeviceSet.CPU,
                1,
                seed);
        try (TrainingSession session = trainer.start(network, Weights.NONE, plan)) {
            for (int epoch = 0; epoch < epochs; epoch++) {
                session.train(images.batches(plan.batchSize()), epoch, StepListener.NONE);
            }
            return session.evaluate(images.batches(plan.batchSize())).images();
        }
    }

    private static void inNewThread(Callable<Long> trial) throws Exception {
        FutureTask<Long> task = new FutureTask<>(trial);
        new Thread(task, "trial").start();
        assertThat(task.get()).isEqualTo(160);
    }

    private static long residentKilobytes() throws IOException {
        return Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                .findFirst()
                .orElseThrow();
    }
}
