// SPDX-License-Identifier: Apache-2.0
package org.aiperf.training.dl4j;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.aiperf.network.Network;
import org.aiperf.network.Tensor;
import org.aiperf.network.Weights;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Carries weights into a graph and out of it, bit for bit. */
final class GraphWeights {

    /** What the library calls a tensor. */
    private static final Map<String, String> NAMES = Map.of(
            Weights.KERNEL, "W",
            Weights.BIAS, "b",
            Weights.GAMMA, "gamma",
            Weights.BETA, "beta",
            Weights.MEAN, "mean",
            Weights.VARIANCE, "var");

    private GraphWeights() {}

    /** Sets every parameter of the graph. */
    static void write(Network network, Weights weights, ComputationGraph graph) {
        weights.layers()
                .forEach((id, tensors) -> tensors.forEach((name, tensor) -> {
                    INDArray parameter = parameter(network, graph, id, name);
                    try (INDArray values = Nd4j.createFromArray(tensor.values())) {
                        parameter.assign(values.reshape('c', parameter.shape()));
                    }
                }));
    }

    /** Copies every parameter of the graph. */
    static Weights read(Network network, ComputationGraph graph) {
        Map<Integer, Map<String, Tensor>> layers = new TreeMap<>();
        for (int id = 0; id < network.layers().size(); id++) {
            Map<String, Tensor> tensors = new LinkedHashMap<>();
            for (String name : network.layer(id).layer().weights().keySet()) {
                tensors.put(name, copy(name, parameter(network, graph, id, name)));
            }
            if (!tensors.isEmpty()) {
                layers.put(id, tensors);
            }
        }
        return new Weights(layers);
    }

    private static INDArray parameter(Network network, ComputationGraph graph, int id, String name) {
        String vertex = GraphBuilder.vertex(network.layer(id).output());
        return graph.getLayer(vertex).getParam(NAMES.get(name));
    }

    /** The library keeps vectors as matrices of one row. */
    private static Tensor copy(String name, INDArray parameter) {
        int[] shape = name.equals(Weights.KERNEL)
                ? Arrays.stream(parameter.shape()).mapToInt(Math::toIntExact).toArray()
                : new int[] {Math.toIntExact(parameter.length())};
        try (INDArray dense = parameter.dup('c')) {
            return new Tensor(dense.data().asFloat(), shape);
        }
    }
}
