// SPDX-License-Identifier: Apache-2.0
package org.aiperf.training.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.aiperf.device.DeviceSet;
import org.aiperf.image.ImageBatch;
import org.aiperf.network.Golden;
import org.aiperf.network.Layer;
import org.aiperf.network.NaiveForward;
import org.aiperf.network.Network;
import org.aiperf.network.NetworkBuilder;
import org.aiperf.network.RandomWeights;
import org.aiperf.network.SeedNetworks;
import org.aiperf.network.Shape.FeatureMap;
import org.aiperf.network.Tensor;
import org.aiperf.network.Weights;
import org.aiperf.training.CrossEntropy;
import org.aiperf.training.LearningRateSchedule;
import org.aiperf.training.Normalization;
import org.aiperf.training.StepListener;
import org.aiperf.training.ToyImages;
import org.aiperf.training.TrainingPlan;
import org.aiperf.training.TrainingSession;
import org.aiperf.unit.Precision;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Our layers against the library's own. */
class OneDnnGraphTest {

    private static final int BATCH = 6;
    private static final int CLASSES = 3;

    /** One layer of every kind between a convolution and a classifier, in shapes drawn at random. */
    static List<Network> layers() {
        List<Network> networks = new ArrayList<>();
        Random random = new Random(1);
        for (int i = 0; i < 12; i++) {
            int kernel = 1 + random.nextInt(7);
            int stride = 1 + random.nextInt(3);
            int padding = random.nextInt(kernel);
            int filters = 1 + random.nextInt(40);
            networks.add(between(random, c -> new Layer.Conv(c, filters, kernel, stride, padding)));
        }
        networks.add(around(new FeatureMap(11, 9, 32), 32, c -> Layer.Conv.same(c, 64, 3, 1)));
        for (int i = 0; i < 4; i++) {
            int stride = 1 + i % 3;
            networks.add(between(random, c -> new Layer.MaxPool(stride + random.nextInt(3), stride, 0)));
        }
        networks.add(between(random, Layer.BatchNorm::new));
        networks.add(between(random, c -> new Layer.Relu()));
        networks.add(joining(random, 16, 32, new Layer.Add()));
        networks.add(joining(random, 13, 13, new Layer.Add()));
        networks.add(joining(random, 16, 32, new Layer.Concat()));
        networks.add(joining(random, 13, 7, new Layer.Concat()));
        networks.add(Golden.network("odd_sizes"));
        return networks;
    }

    private interface Maker {
        Layer with(int channels);
    }

    private static Network between(Random random, Maker layer) {
        int channels = 1 + random.nextInt(5);
        return around(
                new FeatureMap(9 + random.nextInt(8), 9 + random.nextInt(8), channels), 1 + random.nextInt(40), layer);
    }

    private static Network around(FeatureMap image, int filters, Maker layer) {
        NetworkBuilder builder = new NetworkBuilder(image);
        int node = builder.append(Layer.Conv.same(image.channels(), filters, 3, 1), 0);
        node = builder.append(layer.with(filters), node);
        return classifier(builder, node);
    }

    /** Three branches, of which the first is rectified and the second is read twice. */
    private static Network joining(Random random, int first, int second, Layer join) {
        int channels = 1 + random.nextInt(4);
        NetworkBuilder builder = new NetworkBuilder(new FeatureMap(10, 12, channels));
        int left = builder.append(
                new Layer.Relu(),
                builder.append(new Layer.BatchNorm(first), builder.append(Layer.Conv.same(channels, first, 3, 2), 0)));
        int width = join.kind() == Layer.Kind.ADD ? first : second;
        int right = builder.append(Layer.Conv.same(first, width, 3, 1), left);
        int joined = builder.append(join, left, right, right);
        return classifier(builder, builder.append(new Layer.Relu(), joined));
    }

    private static Network classifier(NetworkBuilder builder, int node) {
        int flat = builder.append(new Layer.Flatten(), node);
        int inputs = builder.build().outputShape().channels();
        builder.append(new Layer.Dense(inputs, CLASSES), flat);
        return builder.build();
    }

    @ParameterizedTest
    @MethodSource("layers")
    void hasTheOutputsAndGradientsOfStockLayers(Network network) throws Exception {
        Weights weights = RandomWeights.of(network, 3);
        assertSame(network, weights, 1e-5);
    }

    /** Many layers on top of each other amplify what they differ in. */
    @Test
    void hasTheOutputsAndGradientsOfAWholeNetwork() throws Exception {
        for (Network network : List.of(
                Golden.network("cnn3_concat_wide"), SeedNetworks.named("resnet-8", new FeatureMap(28, 28, 1), 10))) {
            assertSame(network, RandomWeights.of(network, 3), 1e-4);
        }
    }

    private static void assertSame(Network network, Weights weights, double tolerance) throws Exception {
        ToyImages images = images(network);
        Step ours = Step.of(new OneDnnGraph(network, plan()), network, weights, images);
        Step stock = Step.of(new StockGraph(network, plan()), network, weights, images);

        assertClose("logits in inference", ours.inferred, stock.inferred, tolerance);
        assertClose("logits in training", ours.logits, stock.logits, tolerance);
        stock.moved
                .layers()
                .forEach((id, tensors) -> tensors.forEach((name, tensor) -> {
                    float[] start = tensor(weights, id, name);
                    assertClose(
                            "step of %s of %s".formatted(name, network.layer(id)),
                            minus(tensor(ours.moved, id, name), start),
                            minus(tensor.values(), start),
                            tolerance);
                }));
    }

    private static float[] tensor(Weights weights, int id, String name) {
        return Objects.requireNonNull(weights.layer(id).get(name)).values();
    }

    private static ToyImages images(Network network) {
        return new ToyImages(
                (FeatureMap) network.inputShape(), network.outputShape().channels(), BATCH, 5);
    }

    /** What a graph makes of its first batch. */
    private static final class Step {

        private final float[] inferred;
        private final float[] logits;
        private final Weights moved;

        Step(float[] inferred, float[] logits, Weights moved) {
            this.inferred = inferred;
            this.logits = logits;
            this.moved = moved;
        }

        static Step of(TrainableGraph graph, Network network, Weights weights, ToyImages images) throws Exception {
            int classes = network.outputShape().channels();
            graph.write(weights);
            try (BatchArrays arrays = new BatchArrays(BATCH, (FeatureMap) network.inputShape(), classes)) {
                ImageBatch batch = Objects.requireNonNull(images.batches(BATCH).next());
                INDArray pixels = arrays.images(batch);
                float[] inferred = Arrays.copyOf(graph.infer(pixels), BATCH * classes);
                INDArray targets = arrays.targets(batch, new CrossEntropy(classes, 0.1));
                float[] logits = Arrays.copyOf(graph.step(pixels, targets), BATCH * classes);
                return new Step(inferred, logits, graph.weights());
            } finally {
                graph.free();
                graph.graph().close();
            }
        }
    }

    private static float[] minus(float[] values, float[] others) {
        float[] result = new float[values.length];
        for (int i = 0; i < result.length; i++) {
            result[i] = values[i] - others[i];
        }
        return result;
    }

    /** Relative to the greatest value; what is rounded to a float anyway may differ by its last place. */
    private static void assertClose(String what, float[] found, float[] expected, double tolerance) {
        double scale = 0;
        for (float value : expected) {
            scale = Math.max(scale, Math.abs(value));
        }
        for (int i = 0; i < expected.length; i++) {
            assertThat((double) found[i])
                    .as("%s, element %d", what, i)
                    .isCloseTo(expected[i], within(tolerance * scale + 2e-6));
        }
    }

    /** Of a network without corners, along a random direction, by the loss of the naive network in double precision. */
    @Test
    void hasTheGradientOfFiniteDifferences() throws Exception {
        Random random = new Random(2);
        NetworkBuilder builder = new NetworkBuilder(new FeatureMap(8, 7, 2));
        int left = builder.append(new Layer.Conv(2, 5, 3, 2, 1), 0);
        int right = builder.append(Layer.Conv.same(5, 5, 3, 1), left);
        int sum = builder.append(new Layer.Add(), left, right);
        int joined = builder.append(new Layer.Concat(), sum, left);
        Network network = classifier(builder, joined);
        Weights weights = RandomWeights.of(network, 3);
        ToyImages images = images(network);
        Weights direction = moved(weights, values -> {
            float[] drawn = new float[values.length];
            for (int i = 0; i < drawn.length; i++) {
                drawn[i] = (float) random.nextGaussian();
            }
            return drawn;
        });
        Step step = Step.of(new OneDnnGraph(network, plan()), network, weights, images);

        double product = 0;
        for (Map.Entry<Integer, Map<String, Tensor>> layer : weights.layers().entrySet()) {
            for (String name : layer.getValue().keySet()) {
                float[] gradient =
                        minus(tensor(weights, layer.getKey(), name), tensor(step.moved, layer.getKey(), name));
                float[] along = tensor(direction, layer.getKey(), name);
                for (int i = 0; i < along.length; i++) {
                    product += (double) gradient[i] * along[i];
                }
            }
        }
        double h = 1e-3;
        double difference =
                (loss(network, sum(weights, direction, h), images) - loss(network, sum(weights, direction, -h), images))
                        / (2 * h);
        assertThat(product).isCloseTo(difference, within(1e-3 * Math.abs(difference)));
    }

    private static Weights moved(Weights weights, UnaryOperator<float[]> change) {
        Map<Integer, Map<String, Tensor>> layers = new TreeMap<>();
        weights.layers().forEach((id, tensors) -> {
            Map<String, Tensor> changed = new TreeMap<>();
            tensors.forEach(
                    (name, tensor) -> changed.put(name, new Tensor(change.apply(tensor.values()), tensor.shape())));
            layers.put(id, changed);
        });
        return new Weights(layers);
    }

    private static Weights sum(Weights weights, Weights direction, double h) {
        Map<Integer, Map<String, Tensor>> layers = new TreeMap<>();
        weights.layers().forEach((id, tensors) -> {
            Map<String, Tensor> changed = new TreeMap<>();
            tensors.forEach((name, tensor) -> {
                float[] along = tensor(direction, id, name);
                float[] values = new float[along.length];
                for (int i = 0; i < values.length; i++) {
                    values[i] = (float) (tensor.values()[i] + h * along[i]);
                }
                changed.put(name, new Tensor(values, tensor.shape()));
            });
            layers.put(id, changed);
        });
        return new Weights(layers);
    }

    private static double loss(Network network, Weights weights, ToyImages images) {
        NaiveForward naive = new NaiveForward(network, weights);
        int size = (int) network.inputShape().size();
        double loss = 0;
        for (int image = 0; image < BATCH; image++) {
            int from = image * size;
            double[] logits = naive.nodes(IntStream.range(0, size)
                    .mapToDouble(i -> Byte.toUnsignedInt(images.pixels()[from + i]) / 255.0)
                    .toArray())[network.outputNode()];
            double powers = Arrays.stream(logits).map(Math::exp).sum();
            for (int c = 0; c < CLASSES; c++) {
                double target = 0.1 / CLASSES + (c == images.labels()[image] ? 0.9 : 0);
                loss -= target * (logits[c] - Math.log(powers)) / BATCH;
            }
        }
        return loss;
    }

    /** Every other batch is a small one. */
    @Test
    void keepsToTheLossOfStockLayersForFiftySteps() throws Exception {
        Network network = SeedNetworks.named("resnet-8-strided", new FeatureMap(12, 12, 1), 4);
        List<Double> ours = losses(network, Layers.ONEDNN);
        List<Double> stock = losses(network, Layers.STOCK);
        for (int epoch = 0; epoch < ours.size(); epoch++) {
            assertThat(ours.get(epoch)).as("epoch %d", epoch).isCloseTo(stock.get(epoch), within(1e-3));
        }
    }

    private static List<Double> losses(Network network, Layers layers) throws Exception {
        ToyImages images = new ToyImages((FeatureMap) network.inputShape(), 4, 40, 1);
        List<Double> losses = new ArrayList<>();
        TrainingPlan plan = new TrainingPlan(
                32,
                new LearningRateSchedule.Constant(0.02),
                0.9,
                1e-4,
                0.1,
                Normalization.UNIT,
                Precision.FP32,
                DeviceSet.CPU,
                1,
                1);
        try (TrainingSession session = new Dl4jTrainer(Long.MAX_VALUE, layers).start(network, Weights.NONE, plan)) {
            for (int epoch = 0; epoch < 25; epoch++) {
                losses.add(session.train(images.batches(32), epoch, StepListener.NONE)
                        .loss());
            }
        }
        return losses;
    }

    private static TrainingPlan plan() {
        return new TrainingPlan(
                BATCH,
                new LearningRateSchedule.Constant(1),
                0.9,
                0,
                0.1,
                Normalization.UNIT,
                Precision.FP32,
                DeviceSet.CPU,
                1,
                1);
    }
}
