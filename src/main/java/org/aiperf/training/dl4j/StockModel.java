// SPDX-License-Identifier: Apache-2.0
package org.aiperf.training.dl4j;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Map;
import org.aiperf.foreign.Cause;
import org.aiperf.network.Network;
import org.aiperf.network.PlacedLayer;
import org.aiperf.network.Shape;
import org.aiperf.network.Tensor;
import org.aiperf.network.Weights;
import org.aiperf.training.Normalization;
import org.aiperf.training.TrainingFailedException;
import org.aiperf.training.TrainingUnavailableException;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.util.ModelSerializer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A trained network of Deeplearning4j's own layers only: its file, a zip, is restored by any program that has the library,
 * with {@code ComputationGraph.load}. It takes pixels from 0 to 255 as floats, {@code [batch, height, width, channels]},
 * and gives the probability of each class, {@code [batch, classes]}. Confined to one thread.
 */
public final class StockModel implements AutoCloseable {

    /** The zip's entry that holds all weights. */
    public static final String WEIGHTS = ModelSerializer.COEFFICIENTS_BIN;

    private final ComputationGraph graph;

    private StockModel(ComputationGraph graph) {
        this.graph = graph;
    }

    /**
     * Builds a network with its weights.
     *
     * @param weights of all layers
     * @param normalization applied to the pixels inside the network
     * @throws TrainingFailedException if the library cannot build it
     */
    public static StockModel of(Network network, Weights weights, Normalization normalization)
            throws TrainingFailedException {
        return Guard.run(() -> {
            ComputationGraph graph = new ComputationGraph(GraphBuilder.portable(network, normalization));
            graph.init();
            GraphWeights.write(network, weights, graph);
            if (!GraphBuilder.isUniform(normalization)) {
                writeScaling(network.inputShape().channels(), normalization, graph);
            }
            return new StockModel(graph);
        });
    }

    private static void writeScaling(int channels, Normalization normalization, ComputationGraph graph) {
        float[] scales = normalization.scales(channels);
        float[] diagonal = new float[channels * channels];
        for (int c = 0; c < channels; c++) {
            diagonal[c * channels + c] = scales[c];
        }
        Map<String, Tensor> values = Map.of(
                "W", new Tensor(diagonal, channels, channels, 1, 1),
                "b", new Tensor(normalization.offsets(channels), 1, channels));
        Layer layer = graph.getLayer(GraphBuilder.vertex(0));
        values.forEach((name, tensor) -> {
            try (INDArray array = Nd4j.createFromArray(tensor.values())) {
                INDArray parameter = layer.getParam(name);
                parameter.assign(array.reshape('c', parameter.shape()));
            }
        });
    }

    /** Most numbers that hold the network's values of one image; a ResNet-152 has 60 million of them at 224 x 224. */
    private static final double MOST_VALUES = 1 << 28;

    /**
     * Restores a network whose weights {@link #write} has written. The zip's own description is not read: it names classes,
     * and another one might be named.
     *
     * @param coefficients the zip's {@value #WEIGHTS}
     * @throws IOException if those are not the network's weights; tells why, as the end of a sentence
     */
    public static StockModel read(Network network, Normalization normalization, InputStream coefficients)
            throws IOException {
        double values = values(network);
        if (values > MOST_VALUES) {
            throw new IOException(
                    "its network takes %.3g numbers for an image, more than any that is trained".formatted(values));
        }
        try {
            return Guard.run(() -> restored(network, normalization, coefficients));
        } catch (UncheckedIOException e) {
            throw e.getCause();
        } catch (TrainingFailedException | TrainingUnavailableException e) {
            throw new IOException("its network cannot be built: " + Cause.of(e), e);
        }
    }

    private static StockModel restored(Network network, Normalization normalization, InputStream coefficients)
            throws TrainingFailedException {
        ComputationGraph graph = new ComputationGraph(GraphBuilder.portable(network, normalization));
        long channels = network.inputShape().channels();
        long expected = network.parameters() + (GraphBuilder.isUniform(normalization) ? 0 : channels * (channels + 1));
        try {
            graph.init(Nd4j.createFromArray(Coefficients.read(coefficients, expected)), false);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new StockModel(graph);
    }

    /** Of all nodes and, for a convolution, of the patches that its kernel sees. */
    private static double values(Network network) {
        double values = 0;
        for (PlacedLayer placed : network.layers()) {
            Shape output = network.shape(placed.output());
            double area = output instanceof Shape.FeatureMap map ? (double) map.height() * map.width() : 1;
            values += area * output.channels();
            if (placed.layer() instanceof org.aiperf.network.Layer.Conv conv) {
                values += area * conv.kernel() * conv.kernel() * conv.inputs();
            }
        }
        return values;
    }

    /** Writes the zip. */
    public void write(Path zip) throws IOException {
        ModelSerializer.writeModel(graph, zip.toFile(), false);
    }

    /** The library's graph, for whoever evaluates with the library's own means. */
    public ComputationGraph graph() {
        return graph;
    }

    /**
     * Classifies images.
     *
     * @param pixels unsigned bytes, {@code [size, height, width, channels]}
     * @param shape height, width and channels of each
     * @return {@code [size, classes]} row-major
     */
    public float[] probabilities(byte[] pixels, int size, int... shape) {
        float[] values = new float[size * shape[0] * shape[1] * shape[2]];
        for (int i = 0; i < values.length; i++) {
            values[i] = pixels[i] & 0xff;
        }
        try (INDArray images = Nd4j.create(values, new long[] {size, shape[0], shape[1], shape[2]}, DataType.FLOAT);
                INDArray output = graph.output(false, images)[0];
                INDArray dense = output.dup('c')) {
            return dense.data().asFloat();
        }
    }

    @Override
    public void close() {
        graph.close();
        Nd4j.getWorkspaceManager().destroyAllWorkspacesForCurrentThread();
    }
}
