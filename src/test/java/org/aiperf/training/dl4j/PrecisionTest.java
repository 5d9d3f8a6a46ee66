// SPDX-License-Identifier: Apache-2.0
package org.aiperf.training.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import org.aiperf.dataset.Dataset;
import org.aiperf.dataset.Datasets;
import org.aiperf.device.DeviceSet;
import org.aiperf.image.ImageBatch;
import org.aiperf.image.ImageBatches;
import org.aiperf.network.Network;
import org.aiperf.network.RandomGraphs;
import org.aiperf.network.RandomWeights;
import org.aiperf.network.SeedNetworks;
import org.aiperf.network.Shape.FeatureMap;
import org.aiperf.network.Weights;
import org.aiperf.training.CrossEntropy;
import org.aiperf.training.LearningRateSchedule;
import org.aiperf.training.Normalization;
import org.aiperf.training.StepListener;
import org.aiperf.training.ToyImages;
import org.aiperf.training.TrainingPlan;
import org.aiperf.training.TrainingSession;
import org.aiperf.training.dl4j.onednn.OneDnn;
import org.aiperf.unit.Precision;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Training in 16 bits against training in 32. */
class PrecisionTest {

    private static final int BATCH = 16;

    /** A number of 16 bits has 8 for its value; a chain of layers adds up what is rounded off. */
    private static final double ROUNDING = 1.0 / (1 << 8);

    static List<Network> networks() {
        List<Network> networks = new ArrayList<>(List.of(
                SeedNetworks.named("resnet-8", new FeatureMap(12, 12, 1), 4),
                SeedNetworks.blocks(new FeatureMap(16, 16, 3), 4, 1, 32)));
        for (int seed = 1; seed <= 6; seed++) {
            networks.add(RandomGraphs.draw(new SplittableRandom(seed), 4));
        }
        return networks;
    }

    @ParameterizedTest
    @MethodSource("networks")
    void computesInSixteenBitsWhatThirtyTwoSay(Network network) throws Exception {
        assumeTrue(OneDnn.hasBf16());
        Weights weights = RandomWeights.of(network, 3);
        ToyImages images = new ToyImages((FeatureMap) network.inputShape(), 4, BATCH, 5);

        float[] coarse = logits(network, weights, images, Precision.BF16);
        float[] fine = logits(network, weights, images, Precision.FP32);

        double scale = 0;
        for (float value : fine) {
            scale = Math.max(scale, Math.abs(value));
        }
        assertThat(coarse).isNotEqualTo(fine);
        for (int i = 0; i < fine.length; i++) {
            assertThat((double) coarse[i]).isCloseTo(fine[i], within(16 * ROUNDING * scale));
        }
    }

    /** In inference and then in training. */
    private static float[] logits(Network network, Weights weights, ToyImages images, Precision precision)
            throws Exception {
        OneDnnGraph graph = new OneDnnGraph(network, plan(precision, 0.01));
        graph.write(weights);
        try (BatchArrays arrays = new BatchArrays(BATCH, (FeatureMap) network.inputShape(), 4)) {
            ImageBatch batch = Objects.requireNonNull(images.batches(BATCH).next());
            float[] both = Arrays.copyOf(graph.infer(arrays.images(batch)), 2 * BATCH * 4);
            float[] training = graph.step(arrays.images(batch), arrays.targets(batch, new CrossEntropy(4, 0.1)));
            System.arraycopy(training, 0, both, BATCH * 4, BATCH * 4);
            return both;
        } finally {
            graph.free();
            graph.graph().close();
        }
    }

    @Test
    void learnsAlike() throws Exception {
        assumeTrue(OneDnn.hasBf16());
        List<Double> fine = losses(Precision.FP32);
        List<Double> coarse = losses(Precision.BF16);
        for (int epoch = 0; epoch < fine.size(); epoch++) {
            assertThat(coarse.get(epoch)).as("epoch %d", epoch).isCloseTo(fine.get(epoch), within(0.02));
        }
        assertThat(losses(Precision.BF16)).isEqualTo(coarse);
    }

    private static List<Double> losses(Precision precision) throws Exception {
        Network network = SeedNetworks.named("resnet-8-strided", new FeatureMap(12, 12, 1), 4);
        ToyImages images = new ToyImages((FeatureMap) network.inputShape(), 4, 120, 1);
        List<Double> losses = new ArrayList<>();
        try (TrainingSession session =
                new Dl4jTrainer(Long.MAX_VALUE, Layers.ONEDNN).start(network, Weights.NONE, plan(precision, 0.02))) {
            for (int epoch = 0; epoch < 8; epoch++) {
                losses.add(session.train(images.batches(BATCH), epoch, StepListener.NONE)
                        .loss());
            }
            losses.add(session.evaluate(images.batches(BATCH)).loss());
        }
        return losses;
    }

    /** Three trainings of three epochs on the images that ship with the project, in each arithmetic: a minute's work. */
    @Test
    @EnabledIfSystemProperty(named = "aiperf.accuracy", matches = "true")
    void isAsAccurateOnRealImages(@TempDir Path cache) throws Exception {
        assumeTrue(OneDnn.hasBf16());
        Dataset dataset = new Datasets(new Configuration(), cache).open("resource:fashion-mnist");
        double fine = accuracy(dataset, Precision.FP32);
        double coarse = accuracy(dataset, Precision.BF16);
        assertThat(coarse).isCloseTo(fine, within(0.005));
    }

    private static double accuracy(Dataset dataset, Precision precision) throws Exception {
        Network network = SeedNetworks.named("resnet-8-strided", new FeatureMap(28, 28, 1), 10);
        int seeds = 3;
        double sum = 0;
        for (int seed = 1; seed <= seeds; seed++) {
            TrainingPlan plan = new TrainingPlan(
                    100,
                    new LearningRateSchedule.Linear(0.05, 0, 3),
                    0.9,
                    0,
                    0.1,
                    Normalization.UNIT,
                    precision,
                    DeviceSet.CPU,
                    1,
                    seed);
            try (TrainingSession session =
                    new Dl4jTrainer(Long.MAX_VALUE, Layers.ONEDNN).start(network, Weights.NONE, plan)) {
                for (int epoch = 0; epoch < 3; epoch++) {
                    try (ImageBatches batches = dataset.training(100, seed, epoch)) {
                        session.train(batches, epoch, StepListener.NONE);
                    }
                }
                try (ImageBatches batches = dataset.validation(100)) {
                    sum += session.evaluate(batches).accuracy();
                }
            }
        }
        return sum / seeds;
    }

    @Test
    void takesTheRightProcessor() {
        assertThat(new Dl4jTrainer(Long.MAX_VALUE, Layers.STOCK).precisionProblem(Precision.BF16))
                .hasValueSatisfying(problem -> assertThat(problem).contains("AVX-512 BF16"));
    }

    private static TrainingPlan plan(Precision precision, double rate) {
        return new TrainingPlan(
                BATCH,
                new LearningRateSchedule.Constant(rate),
                0.9,
                1e-4,
                0.1,
                Normalization.UNIT,
                precision,
                DeviceSet.CPU,
                1,
                1);
    }
}
