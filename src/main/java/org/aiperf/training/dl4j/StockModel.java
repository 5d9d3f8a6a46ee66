// SPDX-License-Identifier: Apache-2.0
package org.aiperf.training.dl4j;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.aiperf.network.Network;
import org.aiperf.network.Tensor;
import org.aiperf.network.Weights;
import org.aiperf.training.Normalization;
import org.aiperf.training.TrainingFailedException;
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

    /**
     * Restores a file that {@link #write} has written.
     *
     * @throws IOException if it is none
     */
    public static StockModel read(Path zip) throws IOException {
        try {
            return new StockModel(ModelSerializer.restoreComputationGraph(zip.toFile(), false));
        } catch (RuntimeException e) {
            // Whatever the library stumbles over.
            throw new IOException("it cannot be restored by Deeplearning4j: " + e.getMessage(), e);
        }
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
