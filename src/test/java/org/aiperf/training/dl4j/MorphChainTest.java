// SPDX-License-Identifier: Apache-2.0
package org.aiperf.training.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import org.aiperf.device.DeviceSet;
import org.aiperf.network.Hyperparameters;
import org.aiperf.network.MemoryLimit;
import org.aiperf.network.Network;
import org.aiperf.network.NetworkJson;
import org.aiperf.network.RandomGraphs;
import org.aiperf.network.RandomWeights;
import org.aiperf.network.SeedNetworks;
import org.aiperf.network.Shape;
import org.aiperf.network.Shape.FeatureMap;
import org.aiperf.network.TrainingMemory;
import org.aiperf.network.Weights;
import org.aiperf.operations.OperationDefinition;
import org.aiperf.search.morph.MorphKind;
import org.aiperf.search.morph.MorphLimits;
import org.aiperf.search.morph.MorphSampler;
import org.aiperf.search.morph.MorphSampler.Step;
import org.aiperf.search.morph.TrialNetwork;
import org.aiperf.search.morph.WeightedNetwork;
import org.aiperf.training.LearningRateSchedule;
import org.aiperf.training.Normalization;
import org.aiperf.training.StepListener;
import org.aiperf.training.ToyImages;
import org.aiperf.training.TrainingPlan;
import org.aiperf.training.TrainingSession;
import org.aiperf.unit.Precision;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Chains of random morphs on random networks, computed by the library that trains them. */
class MorphChainTest {

    private static final int CLASSES = 5;
    private static final int MORPHS = 20;
    private static final int IMAGES = 16;

    private static final Set<MorphKind> SHRINKING =
            EnumSet.of(MorphKind.NARROW, MorphKind.REMOVE_BRANCH, MorphKind.REMOVE_CONV);
    private static final List<MorphKind> GROWING =
            EnumSet.complementOf(EnumSet.copyOf(SHRINKING)).stream().toList();
    private static final MorphLimits LIMITS = new MorphLimits(220, 1 << 19, 1e9, 1e9, IMAGES);

    private static final TrainingPlan PLAN = new TrainingPlan(
            IMAGES,
            new LearningRateSchedule.Constant(0.01),
            0.9,
            0,
            0.1,
            Normalization.UNIT,
            Precision.FP32,
            DeviceSet.CPU,
            1,
            3);

    private final Dl4jTrainer trainer = Dl4jTrainer.forSlots(1);

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void keepTheFunctionInInferenceAndInTraining(long seed) throws Exception {
        SplittableRandom random = new SplittableRandom(seed);
        Network network = RandomGraphs.draw(random, CLASSES);
        WeightedNetwork parent = new WeightedNetwork(network, RandomWeights.of(network, seed));
        WeightedNetwork child = descendant(parent, random);
        ToyImages images = new ToyImages((FeatureMap) network.inputShape(), CLASSES, IMAGES, seed);

        float[] before = logits(parent, images);
        float[] after = logits(child, images);
        double scale = 0;
        for (float value : before) {
            scale = Math.max(scale, Math.abs(value));
        }
        assertThat(after).hasSameSizeAs(before);
        for (int i = 0; i < before.length; i++) {
            assertThat((double) after[i]).isCloseTo(before[i], offset(1e-4 * scale));
        }
        double loss = firstLoss(parent, images);
        assertThat(firstLoss(child, images)).isCloseTo(loss, offset(1e-4 * loss));
    }

    /**
     * From weights that have been trained a little: right after the morphs many a rectifier is given what would be 0 but
     * for rounding, and whether its gradient passes is a matter of chance.
     */
    @ParameterizedTest
    @ValueSource(longs = {11, 12, 13, 14, 15, 16})
    void trainAlikeInOurLayersAndInStockOnes(long seed) throws Exception {
        SplittableRandom random = new SplittableRandom(seed);
        Network network = RandomGraphs.draw(random, CLASSES);
        WeightedNetwork child = descendant(new WeightedNetwork(network, RandomWeights.of(network, seed)), random);
        ToyImages images = new ToyImages((FeatureMap) network.inputShape(), CLASSES, 3 * IMAGES - 5, seed);
        Weights trained;
        try (TrainingSession session = trainer.start(child.network(), child.weights(), PLAN)) {
            for (int epoch = 0; epoch < 3; epoch++) {
                session.train(images.batches(IMAGES), epoch, StepListener.NONE);
            }
            trained = session.weights();
        }
        WeightedNetwork start = new WeightedNetwork(child.network(), trained);

        double stock = lossOfEpoch(Layers.STOCK, start, images);

        assertThat(lossOfEpoch(Layers.ONEDNN, start, images)).isCloseTo(stock, offset(1e-3 * stock));
    }

    private static double lossOfEpoch(Layers layers, WeightedNetwork network, ToyImages images) throws Exception {
        try (TrainingSession session =
                new Dl4jTrainer(Long.MAX_VALUE, layers).start(network.network(), network.weights(), PLAN)) {
            double trained =
                    session.train(images.batches(IMAGES), 0, StepListener.NONE).loss();
            return trained + session.evaluate(images.batches(IMAGES)).loss();
        }
    }

    /** Every step's structure is the one that was announced; the last one's counts are those of a network read anew. */
    private static WeightedNetwork descendant(WeightedNetwork parent, SplittableRandom random) {
        MorphSampler sampler = new MorphSampler(GROWING, LIMITS);
        WeightedNetwork child = parent;
        for (int i = 0; i < MORPHS; i++) {
            Step step = sampler.draw(child.network(), random, any -> true).orElseThrow();
            child = step.morph().apply(child, random);
            assertThat(child.network()).isEqualTo(step.child());
        }
        Network afresh = NetworkJson.read(NetworkJson.write(child.network()));
        OperationDefinition fixed = OperationDefinition.fixed(IMAGES);
        assertThat(fixed.count(child.network())).isEqualTo(fixed.count(afresh));
        assertThat(child.weights().requireFit(afresh).layers().values().stream()
                        .flatMap(tensors -> tensors.values().stream())
                        .mapToLong(tensor -> tensor.values().length)
                        .sum())
                .isEqualTo(afresh.parameters());
        return child;
    }

    /** Checks all shapes on the way. */
    private static float[] logits(WeightedNetwork weighted, ToyImages images) throws Exception {
        Network network = weighted.network();
        FeatureMap shape = (FeatureMap) network.inputShape();
        ComputationGraph graph = new ComputationGraph(GraphBuilder.build(network, PLAN));
        graph.init();
        GraphWeights.write(network, weighted.weights(), graph);
        INDArray pixels = Nd4j.create(DataType.UINT8, IMAGES, shape.height(), shape.width(), shape.channels());
        pixels.data().asNio().put(images.pixels());
        Map<String, INDArray> activations = graph.feedForward(new INDArray[] {pixels}, false);
        for (int node = 1; node < network.nodeCount(); node++) {
            assertThat(Objects.requireNonNull(activations.get(GraphBuilder.vertex(node)))
                            .shape())
                    .as("shape of node %d", node)
                    .containsExactly(batched(network.shape(node)));
        }
        float[] values = Objects.requireNonNull(activations.get(GraphBuilder.vertex(network.outputNode())))
                .dup('c')
                .data()
                .asFloat();
        graph.close();
        return values;
    }

    private static long[] batched(Shape shape) {
        return shape instanceof FeatureMap map
                ? new long[] {IMAGES, map.height(), map.width(), map.channels()}
                : new long[] {IMAGES, shape.channels()};
    }

    private double firstLoss(WeightedNetwork network, ToyImages images) throws Exception {
        try (TrainingSession session = trainer.start(network.network(), network.weights(), PLAN)) {
            return session.train(images.batches(IMAGES), 0, StepListener.NONE).loss();
        }
    }

    /** Whatever the search admits for a device, the trainer of that device accepts with any hyperparameters. */
    @Test
    void fitTheMemoryOfTheDevice() throws Exception {
        Network network = SeedNetworks.named("resnet-8", new FeatureMap(12, 12, 2), CLASSES);
        TrainingMemory estimate = trainer.memory(PLAN.precision(), 1).estimate();
        long memory = (long) (2 * estimate.bytes(network, IMAGES));
        Dl4jTrainer small = new Dl4jTrainer(memory);
        MemoryLimit limit = small.memory(PLAN.precision(), 1);
        assertThat(limit).isEqualTo(new MemoryLimit(estimate, memory));
        MorphSampler sampler = new MorphSampler(
                Arrays.asList(MorphKind.values()), new MorphLimits(500, 1L << 30, 1e15, List.of(limit), IMAGES, 7));
        SplittableRandom random = new SplittableRandom(4);
        Map<String, Double> needs = new LinkedHashMap<>();
        Network child = network;
        for (int i = 0; i < 60; i++) {
            Step step = sampler.draw(child, random, any -> true).orElseThrow();
            child = step.child();
            Network trial = TrialNetwork.of(
                            WeightedNetwork.untrained(child),
                            network.layers().size(),
                            new Hyperparameters(IMAGES, 0.2, 7, 0.1))
                    .network();
            needs.put(i + " " + step.morph(), estimate.bytes(trial, IMAGES));
        }
        small.start(child, Weights.NONE, PLAN).close();
        assertThat(needs.values()).allSatisfy(need -> assertThat(need).isLessThanOrEqualTo((double) memory));
        assertThat(needs.values()).anySatisfy(need -> assertThat(need).isGreaterThan(0.6 * memory));
    }
}
