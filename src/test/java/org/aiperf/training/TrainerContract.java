// SPDX-License-Identifier: Apache-2.0
package org.aiperf.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.FutureTask;
import java.util.stream.IntStream;
import org.aiperf.device.DeviceSet;
import org.aiperf.network.Golden;
import org.aiperf.network.InvalidNetworkException;
import org.aiperf.network.Layer;
import org.aiperf.network.Network;
import org.aiperf.network.NetworkBuilder;
import org.aiperf.network.RandomWeights;
import org.aiperf.network.SeedNetworks;
import org.aiperf.network.Shape.FeatureMap;
import org.aiperf.network.Weights;
import org.aiperf.training.TrainingFailedException.Reason;
import org.aiperf.unit.Precision;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What every trainer promises, whatever library it trains with. */
public abstract class TrainerContract {

    protected static final FeatureMap SMALL = new FeatureMap(12, 12, 1);

    /** Made once for a test. */
    protected abstract Trainer trainer();

    public static List<Network> networks() {
        FeatureMap image = new FeatureMap(28, 28, 1);
        return List.of(
                Golden.network("cnn3"),
                Golden.network("cnn3_concat_wide"),
                Golden.network("cnn3_deep"),
                Golden.network("cnn3_skip_add"),
                Golden.network("cnn3_skip_concat"),
                Golden.network("cnn3_wide0"),
                Golden.network("odd_sizes"),
                Golden.network("stock_cnn"),
                Golden.network("two_dense"),
                SeedNetworks.named("resnet-8", image, 10),
                SeedNetworks.named("resnet-8-strided", image, 10),
                everyPooling(),
                vectors());
    }

    /** Even and odd kernels, sizes that the stride divides and does not, and a map smaller than the stride. */
    protected static Network everyPooling() {
        NetworkBuilder builder = new NetworkBuilder(new FeatureMap(15, 10, 2));
        int node = builder.append(Layer.Conv.same(2, 4, 3, 1), 0);
        node = builder.append(new Layer.MaxPool(2, 1, 0), node);
        node = builder.append(new Layer.MaxPool(3, 1, 0), node);
        node = builder.append(new Layer.MaxPool(3, 2, 0), node);
        node = builder.append(new Layer.MaxPool(4, 2, 0), node);
        node = builder.append(new Layer.MaxPool(2, 2, 0), node);
        node = builder.append(new Layer.MaxPool(3, 3, 0), node);
        node = builder.append(new Layer.Flatten(), node);
        builder.append(new Layer.Dense(4, 3), node);
        return builder.build();
    }

    /** Batch normalisation, sum and concatenation of vectors, a node used twice by one layer, an explicit softmax. */
    protected static Network vectors() {
        NetworkBuilder builder = new NetworkBuilder(new FeatureMap(5, 4, 3));
        int flat = builder.append(new Layer.Flatten(), 0);
        int first = builder.append(new Layer.BatchNorm(6), builder.append(new Layer.Dense(60, 6), flat));
        int second = builder.append(new Layer.Relu(), first);
        int sum = builder.append(new Layer.Add(), first, second);
        int joined = builder.append(new Layer.Concat(), sum, second, first);
        int dropped = builder.append(new Layer.Dropout(0.4), joined);
        int logits = builder.append(new Layer.Dense(18, 5), dropped);
        builder.append(new Layer.Softmax(), logits);
        return builder.build();
    }

    @ParameterizedTest
    @MethodSource("org.aiperf.training.TrainerContract#networks")
    void trainsEveryNetwork(Network network) throws Exception {
        int classes = network.outputShape().channels();
        ToyImages images = new ToyImages((FeatureMap) network.inputShape(), classes, 6, 5);
        try (TrainingSession session = trainer().start(network, Weights.NONE, plan(Normalization.UNIT))) {
            Weights before = session.weights();
            EpochResult result = session.train(images.batches(4), 0, StepListener.NONE);
            assertThat(result.images()).isEqualTo(6);
            assertThat(result.loss()).isPositive().isFinite();
            assertThat(session.weights()).isNotEqualTo(before);
            assertThat(session.weights().requireFit(network).layers().keySet())
                    .isEqualTo(before.layers().keySet());
        }
    }

    @ParameterizedTest
    @MethodSource("org.aiperf.training.TrainerContract#networks")
    void carriesWeightsBitForBit(Network network) throws Exception {
        Weights weights = RandomWeights.of(network, 11);
        try (TrainingSession session = trainer().start(network, weights, plan(Normalization.UNIT))) {
            assertThat(session.weights()).isEqualTo(weights);
        }
    }

    @Test
    void learns() throws Exception {
        Network network = SeedNetworks.named("resnet-8-strided", SMALL, 4);
        ToyImages images = new ToyImages(SMALL, 4, 300, 1);
        ToyImages others = new ToyImages(SMALL, 4, 101, 2);
        try (TrainingSession session = trainer().start(network, Weights.NONE, plan(Normalization.UNIT))) {
            EpochResult first = session.train(images.batches(16), 0, StepListener.NONE);
            EpochResult last = first;
            for (int epoch = 1; epoch < 6; epoch++) {
                last = session.train(images.batches(16), epoch, StepListener.NONE);
            }
            Evaluation evaluation = session.evaluate(others.batches(16));

            double entropyOfTargets = -0.925 * Math.log(0.925) - 3 * 0.025 * Math.log(0.025);
            assertThat(last.loss()).isBetween(entropyOfTargets, entropyOfTargets + 0.03);
            assertThat(first.loss()).isGreaterThan(entropyOfTargets + 0.06);
            assertThat(last.accuracy()).isGreaterThan(0.95);
            assertThat(last.trainTime()).isPositive();
            assertThat(evaluation.images()).isEqualTo(101);
            assertThat(evaluation.accuracy()).isGreaterThan(0.95);
            assertThat(evaluation.loss()).isBetween(entropyOfTargets, entropyOfTargets + 0.15);
        }
    }

    @Test
    void givesTheSameWeightsForTheSameSeed() throws Exception {
        Network network = vectors();
        ToyImages images = new ToyImages((FeatureMap) network.inputShape(), 5, 40, 1);

        Weights first = trained(network, images, 7);

        assertThat(trained(network, images, 7)).isEqualTo(first);
        assertThat(trained(network, images, 8)).isNotEqualTo(first);
    }

    /** Two at once, one with dropout, in every arithmetic: bit for bit what each gives alone. */
    @Test
    void twoTrialsAtOnceGiveWhatEachGivesAlone() throws Exception {
        Network network = SeedNetworks.named("resnet-8-strided", SMALL, 5);
        ToyImages images = new ToyImages(SMALL, 5, 80, 1);
        ToyImages others = new ToyImages(new FeatureMap(5, 4, 3), 5, 800, 1);
        for (Precision precision : trainer().precisions()) {
            Weights alone = trained(network, images, 7, precision);
            Weights otherAlone = trained(vectors(), others, 9, precision);

            FutureTask<Weights> beside = new FutureTask<>(() -> trained(vectors(), others, 9, precision));
            new Thread(beside, "beside").start();

            assertThat(trained(network, images, 7, precision)).isEqualTo(alone);
            assertThat(trained(network, images, 7, precision)).isEqualTo(alone);
            assertThat(beside.get()).isEqualTo(otherAlone);
        }
    }

    protected final Weights trained(Network network, ToyImages images, long seed) throws Exception {
        return trained(network, images, seed, Precision.FP32);
    }

    protected final Weights trained(Network network, ToyImages images, long seed, Precision precision)
            throws Exception {
        TrainingPlan plan = new TrainingPlan(
                16,
                new LearningRateSchedule.Linear(0.05, 0, 10),
                0.9,
                1e-4,
                0.1,
                Normalization.UNIT,
                precision,
                DeviceSet.CPU,
                1,
                seed);
        try (TrainingSession session = trainer().start(network, Weights.NONE, plan)) {
            session.train(images.batches(16), 0, StepListener.NONE);
            session.train(images.batches(16), 1, StepListener.NONE);
            return session.weights();
        }
    }

    /** Two steps of a softmax regression, followed by hand. */
    @ParameterizedTest
    @ValueSource(doubles = {0.9, 0})
    void stepsWithHeavyBallMomentumAndDecaysOnlyKernels(double momentum) throws Exception {
        FeatureMap image = new FeatureMap(2, 2, 1);
        NetworkBuilder builder = new NetworkBuilder(image);
        builder.append(new Layer.Dense(4, 2), builder.append(new Layer.Flatten(), 0));
        Network network = builder.build();
        Weights start = RandomWeights.of(network, 1);
        ToyImages images = new ToyImages(image, 2, 1, 1);
        double rate = 0.5;
        double decay = 0.1;
        TrainingPlan plan = new TrainingPlan(
                1,
                new LearningRateSchedule.Linear(rate, 0, 2),
                momentum,
                decay,
                0.2,
                Normalization.UNIT,
                Precision.FP32,
                DeviceSet.CPU,
                1,
                1);

        double[] kernel = doubles(start, Weights.KERNEL);
        double[] bias = doubles(start, Weights.BIAS);
        double[] kernelVelocity = new double[8];
        double[] biasVelocity = new double[2];
        for (int step = 0; step < 2; step++) {
            double[] x = IntStream.range(0, 4)
                    .mapToDouble(i -> Byte.toUnsignedInt(images.pixels()[i]) / 255.0)
                    .toArray();
            double[] exp = new double[2];
            for (int u = 0; u < 2; u++) {
                double logit = bias[u];
                for (int i = 0; i < 4; i++) {
                    logit += x[i] * kernel[i * 2 + u];
                }
                exp[u] = Math.exp(logit);
            }
            for (int u = 0; u < 2; u++) {
                double delta = exp[u] / (exp[0] + exp[1]) - (u == images.labels()[0] ? 0.9 : 0.1);
                biasVelocity[u] = momentum * biasVelocity[u] + delta;
                bias[u] -= rate * (1 - step / 2.0) * biasVelocity[u];
                for (int i = 0; i < 4; i++) {
                    int w = i * 2 + u;
                    kernelVelocity[w] = momentum * kernelVelocity[w] + delta * x[i] + decay * kernel[w];
                    kernel[w] -= rate * (1 - step / 2.0) * kernelVelocity[w];
                }
            }
        }

        try (TrainingSession session = trainer().start(network, start, plan)) {
            session.train(images.batches(1), 0, StepListener.NONE);
            session.train(images.batches(1), 1, StepListener.NONE);
            assertThat(doubles(session.weights(), Weights.KERNEL)).containsExactly(kernel, within(1e-5));
            assertThat(doubles(session.weights(), Weights.BIAS)).containsExactly(bias, within(1e-5));
        }
    }

    private static double[] doubles(Weights weights, String name) {
        float[] values = Objects.requireNonNull(weights.layer(1).get(name)).values();
        return IntStream.range(0, values.length).mapToDouble(i -> values[i]).toArray();
    }

    @Test
    void reportsDivergenceAndTheNextTrialWorks() throws Exception {
        Network network = SeedNetworks.named("resnet-8-strided", SMALL, 4);
        ToyImages images = new ToyImages(SMALL, 4, 64, 1);
        TrainingPlan wild = new TrainingPlan(
                16,
                new LearningRateSchedule.Constant(1e30),
                0.9,
                0,
                0.1,
                Normalization.UNIT,
                Precision.FP32,
                DeviceSet.CPU,
                1,
                1);
        try (TrainingSession session = trainer().start(network, Weights.NONE, wild)) {
            assertThatThrownBy(() -> session.train(images.batches(16), 0, StepListener.NONE))
                    .isInstanceOfSatisfying(TrainingFailedException.class, e -> assertThat(e.reason())
                            .isEqualTo(Reason.DIVERGED))
                    .hasMessageContaining("learning rate");
        }
        assertThat(trained(network, images, 1).isEmpty()).isFalse();
    }

    @Test
    void refusesWhatDoesNotFitIntoMemory() {
        Network huge = SeedNetworks.named("resnet-50", new FeatureMap(4096, 4096, 3), 1000);
        assertThatThrownBy(() -> trainer().start(huge, Weights.NONE, plan(Normalization.UNIT)))
                .isInstanceOfSatisfying(TrainingFailedException.class, e -> assertThat(e.reason())
                        .isEqualTo(Reason.OUT_OF_MEMORY))
                .hasMessageContaining("smaller batch");
    }

    /** The executor is at fault, not the network. */
    @Test
    void refusesArithmeticThatItDoesNotHave() {
        assertThat(trainer().precisions()).contains(Precision.FP32).doesNotContain(Precision.INT8);
        for (Precision precision : EnumSet.complementOf(EnumSet.copyOf(trainer().precisions()))) {
            assertThatThrownBy(() -> trainer().start(vectors(), Weights.NONE, plan(Normalization.UNIT, precision)))
                    .isInstanceOf(TrainingUnavailableException.class)
                    .hasMessageContaining(trainer().backend())
                    .hasMessageContaining("not in " + precision)
                    .hasMessageContaining("aiperf.training.precision=auto");
        }
    }

    @Test
    void refusesNetworksThatAreNoClassifiersAndWeightsOfOthers() {
        NetworkBuilder map = new NetworkBuilder(SMALL);
        map.append(Layer.Conv.same(1, 4, 3, 1), 0);
        assertThatThrownBy(() -> trainer().start(map.build(), Weights.NONE, plan(Normalization.UNIT)))
                .isInstanceOfSatisfying(TrainingFailedException.class, e -> assertThat(e.reason())
                        .isEqualTo(Reason.UNBUILDABLE))
                .hasMessageContaining("12x12x4");
        NetworkBuilder fixed = new NetworkBuilder(SMALL);
        fixed.append(new Layer.GlobalAveragePool(), 0);
        assertThatThrownBy(() -> trainer().start(fixed.build(), Weights.NONE, plan(Normalization.UNIT)))
                .isInstanceOf(TrainingFailedException.class)
                .hasMessageContaining("without weights");
        Network network = vectors();
        assertThatThrownBy(() ->
                        trainer().start(network, RandomWeights.of(Golden.network("cnn3"), 1), plan(Normalization.UNIT)))
                .isInstanceOf(InvalidNetworkException.class);
    }

    @Test
    void stopsBetweenStepsWhenInterrupted() throws Exception {
        Network network = SeedNetworks.named("resnet-8-strided", SMALL, 4);
        ToyImages images = new ToyImages(SMALL, 4, 64, 1);
        int[] seen = {0};
        try (TrainingSession session = trainer().start(network, Weights.NONE, plan(Normalization.UNIT))) {
            assertThatThrownBy(() -> session.train(images.batches(16), 0, (count, loss) -> {
                        seen[0] += count;
                        Thread.currentThread().interrupt();
                    }))
                    .isInstanceOf(InterruptedException.class);
        }
        assertThat(seen[0]).isEqualTo(16);
        assertThat(Thread.interrupted()).isFalse();
    }

    protected static TrainingPlan plan(Normalization normalization) {
        return plan(normalization, Precision.FP32);
    }

    private static TrainingPlan plan(Normalization normalization, Precision precision) {
        return new TrainingPlan(
                16,
                new LearningRateSchedule.Linear(0.05, 0, 60),
                0.9,
                1e-4,
                0.1,
                normalization,
                precision,
                DeviceSet.CPU,
                1,
                1);
    }
}
