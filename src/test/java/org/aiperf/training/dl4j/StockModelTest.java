// SPDX-License-Identifier: Apache-2.0
package org.aiperf.training.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.zip.ZipFile;
import onnx.Onnx;
import org.aiperf.device.DeviceSet;
import org.aiperf.foreign.Tripwire;
import org.aiperf.network.Golden;
import org.aiperf.network.Layer;
import org.aiperf.network.Network;
import org.aiperf.network.NetworkBuilder;
import org.aiperf.network.RandomWeights;
import org.aiperf.network.SeedNetworks;
import org.aiperf.network.Shape.FeatureMap;
import org.aiperf.network.Weights;
import org.aiperf.training.LearningRateSchedule;
import org.aiperf.training.Normalization;
import org.aiperf.training.TrainingPlan;
import org.aiperf.unit.Precision;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class StockModelTest {

    private static final int BATCH = 5;

    private final Path temporary;

    StockModelTest(@TempDir Path temporary) {
        this.temporary = temporary;
    }

    static List<Network> networks() {
        return List.of(
                SeedNetworks.named("resnet-8-strided", new FeatureMap(28, 28, 1), 10),
                SeedNetworks.named("resnet-8", new FeatureMap(28, 28, 3), 4),
                Golden.network("cnn3_concat_wide"),
                Golden.network("odd_sizes"),
                flattened());
    }

    /** Pools of an even kernel and of stride 1, dropout, and a batch norm of a vector. */
    private static Network flattened() {
        NetworkBuilder builder = new NetworkBuilder(new FeatureMap(9, 7, 3));
        int node = builder.append(Layer.Conv.same(3, 5, 3, 1), 0);
        node = builder.append(new Layer.MaxPool(2, 1, 0), node);
        node = builder.append(new Layer.MaxPool(3, 2, 0), node);
        node = builder.append(new Layer.Dropout(0.5), node);
        node = builder.append(new Layer.Flatten(), node);
        node = builder.append(new Layer.BatchNorm(60), node);
        node = builder.append(new Layer.Dense(60, 4), node);
        builder.append(new Layer.Softmax(), node);
        return builder.build();
    }

    @ParameterizedTest
    @MethodSource("networks")
    void aRestoredFileComputesWhatWasTrained(Network network) throws Exception {
        FeatureMap image = (FeatureMap) network.inputShape();
        Normalization normalization = image.channels() == 3 ? Normalization.IMAGENET : Normalization.UNIT;
        Weights weights = RandomWeights.of(network, 3);
        byte[] pixels = new byte[BATCH * (int) image.size()];
        new Random(1).nextBytes(pixels);
        Path zip = temporary.resolve("model.zip");

        float[] written;
        try (StockModel model = StockModel.of(network, weights, normalization)) {
            model.write(zip);
            written = model.probabilities(pixels, BATCH, image.height(), image.width(), image.channels());
        }
        float[] restored;
        try (ZipFile file = new ZipFile(zip.toFile());
                InputStream stored = file.getInputStream(file.getEntry(StockModel.WEIGHTS));
                StockModel model = StockModel.read(network, normalization, stored)) {
            restored = model.probabilities(pixels, BATCH, image.height(), image.width(), image.channels());
        }

        assertThat(restored).isEqualTo(written);
        float[] trained = trained(network, weights, normalization, image, pixels);
        for (int i = 0; i < restored.length; i++) {
            assertThat(restored[i]).isCloseTo(trained[i], within(2e-5f));
        }
        assertThat(configuration(zip)).contains("org.deeplearning4j").doesNotContain("aiperf");
    }

    /** What training evaluates with. */
    private static float[] trained(
            Network network, Weights weights, Normalization normalization, FeatureMap image, byte[] pixels)
            throws Exception {
        TrainingPlan plan = new TrainingPlan(
                BATCH,
                new LearningRateSchedule.Constant(0.1),
                0.9,
                0,
                0,
                normalization,
                Precision.FP32,
                DeviceSet.CPU,
                1,
                1);
        StockGraph graph = new StockGraph(network, plan);
        graph.write(weights);
        try (INDArray images =
                Nd4j.createUninitialized(DataType.UINT8, BATCH, image.height(), image.width(), image.channels())) {
            images.data().asNio().put(pixels);
            return softmax(graph.infer(images), network.outputShape().channels());
        }
    }

    private static float[] softmax(float[] logits, int classes) {
        float[] probabilities = new float[BATCH * classes];
        for (int i = 0; i < BATCH; i++) {
            double sum = 0;
            for (int c = 0; c < classes; c++) {
                sum += Math.exp(logits[i * classes + c]);
            }
            for (int c = 0; c < classes; c++) {
                probabilities[i * classes + c] = (float) (Math.exp(logits[i * classes + c]) / sum);
            }
        }
        return probabilities;
    }

    /** The library can only restore what is its own. */
    private static String configuration(Path zip) throws IOException {
        try (ZipFile file = new ZipFile(zip.toFile())) {
            return new String(
                    file.getInputStream(file.getEntry("configuration.json")).readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void otherWeightsAreNotRestored() throws Exception {
        Network network = flattened();
        Path zip = temporary.resolve("model.zip");
        byte[] weights;
        try (StockModel model = StockModel.of(network, RandomWeights.of(network, 3), Normalization.UNIT)) {
            model.write(zip);
        }
        try (ZipFile file = new ZipFile(zip.toFile())) {
            weights = file.getInputStream(file.getEntry(StockModel.WEIGHTS)).readAllBytes();
        }

        refused(network, Arrays.copyOf(weights, weights.length - 5), "its weights end too early");
        refused(SeedNetworks.named("resnet-8-strided", new FeatureMap(9, 7, 3), 4), weights, "its weights are");
        refused(network, Tripwire.bytes(), "its weights");
        // A length that no file fills asks for no memory.
        byte[] endless = weights.clone();
        Arrays.fill(endless, 18, 25, (byte) 0x7f);
        refused(network, endless, "its weights have a shape of");
    }

    private static void refused(Network network, byte[] weights, String sentence) {
        assertThatThrownBy(() -> StockModel.read(network, Normalization.UNIT, new ByteArrayInputStream(weights)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(sentence);
    }

    @ParameterizedTest
    @MethodSource("networks")
    void onnxruntimeComputesTheSame(Network network) throws Exception {
        assumeTrue(
                run("python3", "-c", "import onnxruntime, numpy") == 0,
                "python3 on the PATH has no onnxruntime: pip install onnxruntime");
        FeatureMap image = (FeatureMap) network.inputShape();
        Normalization normalization = image.channels() == 3 ? Normalization.IMAGENET : Normalization.UNIT;
        Weights weights = RandomWeights.of(network, 3);
        byte[] pixels = new byte[BATCH * (int) image.size()];
        new Random(1).nextBytes(pixels);
        Path onnx = temporary.resolve("model.onnx");
        try (OutputStream out = Files.newOutputStream(onnx)) {
            OnnxModel.write(network, weights, normalization, Map.of(), out);
        }
        ByteBuffer expected = ByteBuffer.allocate(BATCH * network.outputShape().channels() * Float.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN);
        try (StockModel model = StockModel.of(network, weights, normalization)) {
            expected.asFloatBuffer()
                    .put(model.probabilities(pixels, BATCH, image.height(), image.width(), image.channels()));
        }
        Path images = Files.write(temporary.resolve("images"), pixels);
        Path probabilities = Files.write(temporary.resolve("probabilities"), expected.array());

        assertThat(run(
                        "python3",
                        "ci/peers/onnx_check.py",
                        onnx.toString(),
                        images.toString(),
                        probabilities.toString()))
                .isZero();
    }

    private static int run(String... command) throws InterruptedException {
        try {
            return new ProcessBuilder(command)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor();
        } catch (IOException e) {
            return -1; // no such program
        }
    }

    @Test
    void aNetworkInTheExchangeFormatHasItsNodesAndWeights() throws Exception {
        Network network = flattened();
        Weights weights = RandomWeights.of(network, 3);
        ByteArrayOutputStream out = new ByteArrayOutputStream();

        OnnxModel.write(network, weights, Normalization.IMAGENET, Map.of("trial", "<t>"), out);

        Onnx.ModelProto model = Onnx.ModelProto.parseFrom(out.toByteArray());
        assertThat(model.getGraph().getNodeList())
                .extracting(Onnx.NodeProto::getOpType)
                .containsExactly(
                        "Mul",
                        "Add",
                        "Conv",
                        "MaxPool",
                        "MaxPool",
                        "Identity",
                        "Transpose",
                        "Flatten",
                        "BatchNormalization",
                        "Gemm",
                        "Softmax",
                        "Identity");
        assertThat(model.getGraph().getNode(3).getAttributeList()).anySatisfy(attribute -> {
            assertThat(attribute.getName()).isEqualTo("pads");
            assertThat(attribute.getIntsList()).containsExactly(0L, 0L, 1L, 1L);
        });
        assertThat(model.getGraph().getInitializer(2).getRawData().size())
                .isEqualTo(4 * weights.tensor(0, Weights.KERNEL).values().length);
        assertThat(model.getMetadataProps(0).getValue()).isEqualTo("<t>");
    }
}
