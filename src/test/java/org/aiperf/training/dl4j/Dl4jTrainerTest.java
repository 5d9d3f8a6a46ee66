// SPDX-License-Identifier: Apache-2.0
package org.aiperf.training.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;
import org.aiperf.device.DeviceSet;
import org.aiperf.network.Layer;
import org.aiperf.network.NaiveForward;
import org.aiperf.network.Network;
import org.aiperf.network.NetworkBuilder;
import org.aiperf.network.RandomWeights;
import org.aiperf.network.SeedNetworks;
import org.aiperf.network.Shape;
import org.aiperf.network.Shape.FeatureMap;
import org.aiperf.network.Weights;
import org.aiperf.training.LearningRateSchedule;
import org.aiperf.training.Normalization;
import org.aiperf.training.StepListener;
import org.aiperf.training.ToyImages;
import org.aiperf.training.Trainer;
import org.aiperf.training.TrainerContract;
import org.aiperf.training.TrainingFailedException;
import org.aiperf.training.TrainingFailedException.Reason;
import org.aiperf.training.TrainingPlan;
import org.aiperf.training.TrainingSession;
import org.aiperf.training.dl4j.onednn.OneDnn;
import org.aiperf.unit.Precision;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class Dl4jTrainerTest extends TrainerContract {

    private static final Normalization COLOURS =
            new Normalization(List.of(0.485, 0.456, 0.406), List.of(0.229, 0.224, 0.225));

    private final Dl4jTrainer trainer = Dl4jTrainer.forSlots(1);

    @Override
    protected Trainer trainer() {
        return trainer;
    }

    @ParameterizedTest
    @MethodSource("org.aiperf.training.TrainerContract#networks")
    void computesWhatTheLayersAreDefinedToDo(Network network) throws Exception {
        Weights weights = RandomWeights.of(network, 3);
        FeatureMap shape = (FeatureMap) network.inputShape();
        ToyImages images = new ToyImages(shape, 2, 2, 5);
        Normalization normalization = shape.channels() == 3 ? COLOURS : Normalization.UNIT;
        int logits = network.logits();

        ComputationGraph graph = new ComputationGraph(GraphBuilder.build(network, plan(normalization)));
        graph.init();
        GraphWeights.write(network, weights, graph);
        INDArray pixels = Nd4j.create(DataType.UINT8, 2, shape.height(), shape.width(), shape.channels());
        pixels.data().asNio().put(images.pixels());
        Map<String, INDArray> activations = graph.feedForward(new INDArray[] {pixels}, false);
        for (int node = 1; node < network.nodeCount(); node++) {
            if (node != network.outputNode() || node == logits) {
                INDArray values = Objects.requireNonNull(activations.get(GraphBuilder.vertex(node)));
                assertThat(values.shape()).as("shape of node %d", node).containsExactly(batched(network.shape(node)));
            }
        }
        float[] found = graph.output(List.of(GraphBuilder.vertex(logits)), false, new INDArray[] {pixels}, null)[0]
                .dup('c')
                .data()
                .asFloat();

        NaiveForward naive = new NaiveForward(network, weights);
        int size = (int) shape.size();
        for (int image = 0; image < 2; image++) {
            int from = image * size;
            double[] input = IntStream.range(0, size)
                    .mapToDouble(i -> Byte.toUnsignedInt(images.pixels()[from + i])
                                    * (double) normalization.scales(shape.channels())[i % shape.channels()]
                            + normalization.offsets(shape.channels())[i % shape.channels()])
                    .toArray();
            double[] expected = naive.nodes(input)[logits];
            double scale = IntStream.range(0, expected.length)
                    .mapToDouble(i -> Math.abs(expected[i]))
                    .max()
                    .orElseThrow();
            for (int c = 0; c < expected.length; c++) {
                assertThat((double) found[image * expected.length + c])
                        .as("image %d, class %d", image, c)
                        .isCloseTo(expected[c], within(1e-4 * scale));
            }
        }
        graph.close();
    }

    @Test
    void runsConvolutionsAndNormalisationOnOneDnn() throws Exception {
        Network network = SeedNetworks.named("resnet-8", SMALL, 3);
        ComputationGraph graph = new ComputationGraph(GraphBuilder.build(network, plan(Normalization.UNIT)));
        graph.init();
        assertThat(graph.getLayer(GraphBuilder.vertex(1)).getHelper()).isNotNull();
        assertThat(graph.getLayer(GraphBuilder.vertex(2)).getHelper()).isNotNull();
        graph.close();
    }

    /** Stock layers do the same, several times as slowly; a GPU has no use for oneDNN, and nobody looks for it. */
    @Test
    void fallsBackToStockLayersWithOneWarningWhereOneDnnCannotBeLoaded() {
        List<String> warnings = new ArrayList<>();
        assertThat(Layers.fastest(true, () -> Optional.of("no jnidnnl in java.library.path"), warnings::add))
                .isEqualTo(Layers.STOCK);
        assertThat(warnings).singleElement().asString().contains("several times as long: no jnidnnl");

        assertThat(Layers.fastest(true, Optional::empty, warnings::add)).isEqualTo(Layers.ONEDNN);
        assertThat(Layers.fastest(
                        false,
                        () -> {
                            throw new AssertionError("It was looked for");
                        },
                        warnings::add))
                .isEqualTo(Layers.STOCK);
        assertThat(warnings).hasSize(1);
        assertThat(Layers.fastest()).isEqualTo(OneDnn.problem().isPresent() ? Layers.STOCK : Layers.ONEDNN);
    }

    /** Maps of 6 GB each, in a JVM whose native memory is limited as executors' is; nothing remains of it. */
    @Test
    void anExhaustedMemoryCostsItsTrialOnly() throws Exception {
        NetworkBuilder builder = new NetworkBuilder(new FeatureMap(512, 512, 1));
        int node = builder.append(Layer.Conv.same(1, 96, 3, 1), 0);
        node = builder.append(new Layer.GlobalAveragePool(), builder.append(new Layer.BatchNorm(96), node));
        builder.append(new Layer.Dense(96, 2), node);
        ToyImages images = new ToyImages(new FeatureMap(512, 512, 1), 2, 64, 1);
        TrainingPlan plan = new TrainingPlan(
                64,
                new LearningRateSchedule.Constant(0.1),
                0.9,
                0,
                0,
                Normalization.UNIT,
                Precision.FP32,
                DeviceSet.CPU,
                1,
                1);
        try (TrainingSession session = new Dl4jTrainer(Long.MAX_VALUE).start(builder.build(), Weights.NONE, plan)) {
            assertThatThrownBy(() -> session.train(images.batches(64), 0, StepListener.NONE))
                    .isInstanceOfSatisfying(TrainingFailedException.class, e -> assertThat(e.reason())
                            .isEqualTo(Reason.OUT_OF_MEMORY));
        }
        Network small = SeedNetworks.named("resnet-8-strided", SMALL, 4);
        assertThat(trained(small, new ToyImages(SMALL, 4, 64, 1), 1).isEmpty()).isFalse();
    }

    @Test
    void knowsAnExhaustedMemoryByWhatIsThrown() {
        for (Throwable thrown : List.of(
                new OutOfMemoryError("Cannot allocate new FloatPointer"),
                new RuntimeException("op failed", new RuntimeException("std::bad_alloc")),
                new IllegalStateException("Failed to allocate 123 bytes"))) {
            assertThatThrownBy(() -> Guard.run(() -> {
                        if (thrown instanceof Error error) {
                            throw error;
                        }
                        throw (RuntimeException) thrown;
                    }))
                    .isInstanceOfSatisfying(TrainingFailedException.class, e -> assertThat(e.reason())
                            .isEqualTo(Reason.OUT_OF_MEMORY))
                    .hasCause(thrown);
        }
    }

    private static long[] batched(Shape shape) {
        return shape instanceof FeatureMap map
                ? new long[] {2, map.height(), map.width(), map.channels()}
                : new long[] {2, shape.channels()};
    }
}
