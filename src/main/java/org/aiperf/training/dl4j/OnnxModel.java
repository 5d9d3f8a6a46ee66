// SPDX-License-Identifier: Apache-2.0
package org.aiperf.training.dl4j;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import onnx.Onnx;
import org.aiperf.network.Layer;
import org.aiperf.network.Network;
import org.aiperf.network.PlacedLayer;
import org.aiperf.network.Shape.FeatureMap;
import org.aiperf.network.Shape.Vector;
import org.aiperf.network.Tensor;
import org.aiperf.network.Weights;
import org.aiperf.training.Normalization;
import org.nd4j.shade.protobuf.ByteString;

/**
 * A trained network in the Open Neural Network Exchange format, operators of version 13. Its input {@code image} takes
 * pixels from 0 to 255 as floats, {@code [batch, channels, height, width]}, its output {@code probabilities} is
 * {@code [batch, classes]}.
 */
public final class OnnxModel {

    private static final int IR_VERSION = 7;
    private static final int OPERATORS = 13;
    private static final String INPUT = "image";
    private static final String OUTPUT = "probabilities";
    private static final String BATCH = "batch";

    /** The most that one message may have. */
    private static final long MOST_PARAMETERS = (1L << 31) / Float.BYTES - (1 << 20);

    private final Network network;
    private final Weights weights;
    private final Onnx.GraphProto.Builder graph = Onnx.GraphProto.newBuilder().setName("network");

    private OnnxModel(Network network, Weights weights) {
        this.network = network;
        this.weights = weights;
    }

    /**
     * Writes a network that takes images; the stream stays open.
     *
     * @param weights of all layers
     * @param normalization applied to the pixels inside the network
     * @param properties what else the file tells, by name
     * @throws IOException if it cannot be written, or is too large for the format
     */
    public static void write(
            Network network,
            Weights weights,
            Normalization normalization,
            Map<String, String> properties,
            OutputStream out)
            throws IOException {
        if (network.parameters() > MOST_PARAMETERS) {
            throw new IOException("A network of %,d parameters is too large for one ONNX file, which holds 2 GiB"
                    .formatted(network.parameters()));
        }
        OnnxModel model = new OnnxModel(network, weights);
        model.build((FeatureMap) network.inputShape(), normalization);
        Onnx.ModelProto.Builder file = Onnx.ModelProto.newBuilder()
                .setIrVersion(IR_VERSION)
                .setProducerName("AIPerf")
                .addOpsetImport(Onnx.OperatorSetIdProto.newBuilder().setVersion(OPERATORS))
                .setGraph(model.graph);
        properties.forEach((key, value) -> file.addMetadataProps(
                Onnx.StringStringEntryProto.newBuilder().setKey(key).setValue(value)));
        file.build().writeTo(out);
    }

    private void build(FeatureMap image, Normalization normalization) {
        int channels = image.channels();
        graph.addInput(value(INPUT, channels, image.height(), image.width()));
        constant("scales", new Tensor(normalization.scales(channels), 1, channels, 1, 1));
        constant("offsets", new Tensor(normalization.offsets(channels), 1, channels, 1, 1));
        node("Mul", "scaled", INPUT, "scales");
        node("Add", name(0), "scaled", "offsets");
        for (int id : network.topologicalOrder()) {
            add(id, network.layer(id));
        }
        String last = name(network.outputNode());
        if (network.logits() == network.outputNode()) {
            node("Softmax", OUTPUT, last).addAttribute(integer("axis", 1));
        } else {
            node("Identity", OUTPUT, last);
        }
        graph.addOutput(value(OUTPUT, network.outputShape().channels()));
    }

    private Onnx.NodeProto.Builder add(int id, PlacedLayer placed) {
        String output = name(placed.output());
        String[] inputs = placed.inputs().stream().map(OnnxModel::name).toArray(String[]::new);
        Layer layer = placed.layer();
        return switch (layer.kind()) {
            case CONV -> {
                Layer.Conv conv = (Layer.Conv) layer;
                int padding = conv.padding();
                Onnx.NodeProto.Builder node =
                        node("Conv", output, inputs[0], tensor(id, Weights.KERNEL), tensor(id, Weights.BIAS));
                yield window(node, conv.kernel(), conv.stride())
                        .addAttribute(integers("pads", padding, padding, padding, padding));
            }
            case DENSE -> node("Gemm", output, inputs[0], tensor(id, Weights.KERNEL), tensor(id, Weights.BIAS));
            case BATCH_NORM ->
                node(
                                "BatchNormalization",
                                output,
                                inputs[0],
                                tensor(id, Weights.GAMMA),
                                tensor(id, Weights.BETA),
                                tensor(id, Weights.MEAN),
                                tensor(id, Weights.VARIANCE))
                        .addAttribute(attribute("epsilon", Onnx.AttributeProto.AttributeType.FLOAT)
                                .setF((float) Layer.BatchNorm.EPSILON));
            case MAX_POOL -> {
                Layer.MaxPool pool = (Layer.MaxPool) layer;
                FeatureMap in = (FeatureMap) network.shape(placed.input());
                FeatureMap out = (FeatureMap) network.shape(placed.output());
                yield window(node("MaxPool", output, inputs), pool.kernel(), pool.stride())
                        .addAttribute(integers(
                                "pads",
                                pool.before(in.height()),
                                pool.before(in.width()),
                                after(pool, in.height(), out.height()),
                                after(pool, in.width(), out.width())));
            }
            case GLOBAL_AVERAGE_POOL -> {
                node("GlobalAveragePool", output + "_mean", inputs[0]);
                yield node("Flatten", output, output + "_mean");
            }
            case FLATTEN -> {
                if (network.shape(placed.input()) instanceof Vector) {
                    yield node("Identity", output, inputs);
                }
                node("Transpose", output + "_last", inputs[0]).addAttribute(integers("perm", 0, 2, 3, 1));
                yield node("Flatten", output, output + "_last");
            }
            case CONCAT -> node("Concat", output, inputs).addAttribute(integer("axis", 1));
            case SOFTMAX -> node("Softmax", output, inputs).addAttribute(integer("axis", 1));
            case ADD -> node("Sum", output, inputs);
            case RELU -> node("Relu", output, inputs);
            case DROPOUT -> node("Identity", output, inputs);
        };
    }

    /** What a window needs beyond the map at its end; see {@link Layer.MaxPool#before}. */
    private static int after(Layer.MaxPool pool, int size, int windows) {
        return Math.max((windows - 1) * pool.stride() + pool.kernel() - size - pool.before(size), 0);
    }

    private static Onnx.NodeProto.Builder window(Onnx.NodeProto.Builder node, int kernel, int stride) {
        return node.addAttribute(integers("kernel_shape", kernel, kernel))
                .addAttribute(integers("strides", stride, stride));
    }

    private Onnx.NodeProto.Builder node(String operator, String output, String... inputs) {
        return graph.addNodeBuilder()
                .setOpType(operator)
                .setName(output)
                .addAllInput(List.of(inputs))
                .addOutput(output);
    }

    private static String name(int node) {
        return "node" + node;
    }

    private String tensor(int id, String name) {
        String full = "layer%d_%s".formatted(id, name);
        constant(full, weights.tensor(id, name));
        return full;
    }

    private void constant(String name, Tensor tensor) {
        ByteBuffer bytes =
                ByteBuffer.allocate(tensor.values().length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(tensor.values());
        Onnx.TensorProto.Builder constant = Onnx.TensorProto.newBuilder()
                .setName(name)
                .setDataType(Onnx.TensorProto.DataType.FLOAT_VALUE)
                .setRawData(ByteString.copyFrom(bytes));
        Arrays.stream(tensor.shape()).forEach(constant::addDims);
        graph.addInitializer(constant);
    }

    /** A value of which there is one for each image. */
    private static Onnx.ValueInfoProto.Builder value(String name, int... shape) {
        Onnx.TensorShapeProto.Builder dimensions = Onnx.TensorShapeProto.newBuilder()
                .addDim(Onnx.TensorShapeProto.Dimension.newBuilder().setDimParam(BATCH));
        IntStream.of(shape)
                .forEach(extent -> dimensions.addDim(
                        Onnx.TensorShapeProto.Dimension.newBuilder().setDimValue(extent)));
        return Onnx.ValueInfoProto.newBuilder()
                .setName(name)
                .setType(Onnx.TypeProto.newBuilder()
                        .setTensorType(Onnx.TypeProto.Tensor.newBuilder()
                                .setElemType(Onnx.TensorProto.DataType.FLOAT_VALUE)
                                .setShape(dimensions)));
    }

    private static Onnx.AttributeProto.Builder attribute(String name, Onnx.AttributeProto.AttributeType type) {
        return Onnx.AttributeProto.newBuilder().setName(name).setType(type);
    }

    private static Onnx.AttributeProto.Builder integer(String name, int value) {
        return attribute(name, Onnx.AttributeProto.AttributeType.INT).setI(value);
    }

    private static Onnx.AttributeProto.Builder integers(String name, int... values) {
        Onnx.AttributeProto.Builder attribute = attribute(name, Onnx.AttributeProto.AttributeType.INTS);
        IntStream.of(values).forEach(attribute::addInts);
        return attribute;
    }
}
