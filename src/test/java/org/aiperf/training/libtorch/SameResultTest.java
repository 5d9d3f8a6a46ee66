// SPDX-License-Identifier: Apache-2.0
package org.aiperf.training.libtorch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.SplittableRandom;
import org.aiperf.device.DeviceSet;
import org.aiperf.network.Network;
import org.aiperf.network.RandomGraphs;
import org.aiperf.network.RandomWeights;
import org.aiperf.network.SeedNetworks;
import org.aiperf.network.Shape.FeatureMap;
import org.aiperf.network.Weights;
import org.aiperf.search.morph.MorphKind;
import org.aiperf.search.morph.MorphLimits;
import org.aiperf.search.morph.MorphSampler;
import org.aiperf.search.morph.WeightedNetwork;
import org.aiperf.training.EpochResult;
import org.aiperf.training.Evaluation;
import org.aiperf.training.LearningRateSchedule;
import org.aiperf.training.Normalization;
import org.aiperf.training.StepListener;
import org.aiperf.training.ToyImages;
import org.aiperf.training.Trainer;
import org.aiperf.training.TrainingPlan;
import org.aiperf.training.TrainingSession;
import org.aiperf.training.dl4j.Dl4jTrainer;
import org.aiperf.unit.Precision;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Deeplearning4j and libtorch in one JVM, on the same networks, weights and batches. */
@Tag("libtorch")
class SameResultTest {

    /** On processors without AVX-512 both libraries in one JVM end in a double free (README, Limits). */
    @BeforeAll
    static void requireAvx512() throws IOException {
        assumeThat(Files.readString(Path.of("/proc/cpuinfo"))).contains("avx512f");
    }

    private static final int CLASSES = 5;
    private static final int BATCH = 16;
    private static final int STEPS = 50;
    private static final MorphLimits LIMITS = new MorphLimits(220, 1 << 19, 1e9, 1e9, BATCH);

    private final Trainer dl4j = Dl4jTrainer.forSlots(1);
    private final Trainer libtorch = LibtorchTrainer.onCpu(1);

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void onRandomNetworksOfTwentyMorphs(long seed) throws Exception {
        SplittableRandom random = new SplittableRandom(seed);
        Network first = RandomGraphs.draw(random, CLASSES);
        MorphSampler sampler = new MorphSampler(List.copyOf(EnumSet.allOf(MorphKind.class)), LIMITS);
        WeightedNetwork child = new WeightedNetwork(first, RandomWeights.of(first, seed));
        for (int i = 0; i < 20; i++) {
            child = sampler.draw(child.network(), random, any -> true)
                    .orElseThrow()
                    .morph()
                    .apply(child, random);
        }
        ToyImages images = new ToyImages((FeatureMap) first.inputShape(), CLASSES, 5 * BATCH, seed);

        Run ours = Run.of(libtorch, child.network(), child.weights(), images, 1);
        Run theirs = Run.of(dl4j, child.network(), child.weights(), images, 1);

        assertThat(ours.before.loss()).isCloseTo(theirs.before.loss(), within(1e-4 * theirs.before.loss()));
        assertThat(ours.before.accuracy()).isEqualTo(theirs.before.accuracy());
        assertThat(ours.before.images()).isEqualTo(theirs.before.images());
        assertThat(ours.trained.images()).isEqualTo(theirs.trained.images());
        assertThat(ours.trained.loss()).isCloseTo(theirs.trained.loss(), within(1e-2 * theirs.trained.loss()));
    }

    @Test
    void overFiftyStepsOfAResidualNetwork() throws Exception {
        FeatureMap shape = new FeatureMap(28, 28, 1);
        Network network = SeedNetworks.named("resnet-8-strided", shape, CLASSES);
        ToyImages images = new ToyImages(shape, CLASSES, STEPS * BATCH, 1);

        Run ours = Run.of(libtorch, network, Weights.NONE, images, 1);
        Run theirs = Run.of(dl4j, network, Weights.NONE, images, 1);

        assertThat(ours.before.loss()).isCloseTo(theirs.before.loss(), within(1e-5));
        assertThat(ours.trained.loss()).isCloseTo(theirs.trained.loss(), within(1e-2));
        assertThat(ours.trained.accuracy()).isCloseTo(theirs.trained.accuracy(), within(0.02));
        assertThat(ours.after.loss()).isCloseTo(theirs.after.loss(), within(0.02));
        assertThat(theirs.trained.loss()).isLessThan(0.9 * theirs.before.loss());
    }

    /** A run that was begun by one backend and is resumed by the other: a child starts from its parent's weights. */
    @Test
    void goesOnWithWhatTheOtherHasTrained() throws Exception {
        FeatureMap shape = new FeatureMap(28, 28, 1);
        Network network = SeedNetworks.named("resnet-8-strided", shape, CLASSES);
        ToyImages images = new ToyImages(shape, CLASSES, 20 * BATCH, 1);
        for (Trainer begins : List.of(dl4j, libtorch)) {
            Trainer resumes = begins == dl4j ? libtorch : dl4j;
            Run begun = Run.of(begins, network, Weights.NONE, images, 2);

            Run same = Run.of(begins, network, begun.weights, images, 1);
            Run other = Run.of(resumes, network, begun.weights, images, 1);

            assertThat(other.before.loss()).isCloseTo(begun.after.loss(), within(1e-4));
            assertThat(other.trained.loss()).isCloseTo(same.trained.loss(), within(1e-2));
        }
    }

    /** A training from some weights, with an evaluation before and after. */
    private record Run(Evaluation before, EpochResult trained, Evaluation after, Weights weights) {

        static Run of(Trainer trainer, Network network, Weights weights, ToyImages images, int epochs)
                throws Exception {
            try (TrainingSession session = trainer.start(network, weights, plan())) {
                Evaluation before = session.evaluate(images.batches(BATCH));
                EpochResult last = session.train(images.batches(BATCH), 0, StepListener.NONE);
                for (int epoch = 1; epoch < epochs; epoch++) {
                    last = session.train(images.batches(BATCH), epoch, StepListener.NONE);
                }
                return new Run(before, last, session.evaluate(images.batches(BATCH)), session.weights());
            }
        }
    }

    private static TrainingPlan plan() {
        return new TrainingPlan(
                BATCH,
                new LearningRateSchedule.Constant(0.01),
                0.9,
                1e-4,
                0.1,
                Normalization.UNIT,
                Precision.FP32,
                DeviceSet.CPU,
                1,
                3);
    }
}
