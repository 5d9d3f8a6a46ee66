// SPDX-License-Identifier: Apache-2.0
package org.aiperf.training.dl4j.onednn;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.aiperf.network.Layer;
import org.aiperf.network.Network;
import org.aiperf.network.PlacedLayer;
import org.aiperf.network.Shape.FeatureMap;
import org.aiperf.training.dl4j.onednn.Compiler.Mode;

/**
 * Which layers run as one. A rectifier joins the batch normalisation or the sum before it, if nothing else reads what
 * lies between. In inference batch normalisation is folded into the convolution before it, and the rectifier joins too.
 */
final class Plan {

    private final Network network;
    private final Mode mode;
    private final List<Operation> operations = new ArrayList<>();
    private final List<Integer> outputs = new ArrayList<>();
    private final List<List<Integer>> inputs = new ArrayList<>();
    private final Set<Integer> joined = new HashSet<>();

    private Plan(Network network, Mode mode) {
        this.network = network;
        this.mode = mode;
    }

    static Plan of(Network network, Mode mode) {
        Plan plan = new Plan(network, mode);
        for (int id : network.topologicalOrder()) {
            if (!plan.joined.contains(id) && !(network.layer(id).layer() instanceof Layer.Softmax)) {
                plan.add(id, network.layer(id));
            }
        }
        return plan;
    }

    /** In an order in which they can run. */
    List<Operation> operations() {
        return operations;
    }

    /** The node that an operation produces. */
    int output(int operation) {
        return outputs.get(operation);
    }

    /** The node whose values are the logits. */
    int logits() {
        PlacedLayer last = network.layer(network.producer(network.outputNode()));
        return last.layer() instanceof Layer.Softmax ? last.input() : network.outputNode();
    }

    /** Nodes that no operation after this one reads. */
    Set<Integer> lastReadBy(int operation) {
        Set<Integer> nodes = new HashSet<>(inputs.get(operation));
        inputs.subList(operation + 1, inputs.size()).forEach(nodes::removeAll);
        nodes.remove(0);
        return nodes;
    }

    private void add(int id, PlacedLayer placed) {
        Layer layer = placed.layer();
        int output = placed.output();
        int input = placed.input();
        Operation operation;
        if (layer instanceof Layer.Conv conv && mode == Mode.INFERENCE) {
            int norm = follower(output, Layer.BatchNorm.class);
            output = norm >= 0 ? join(norm) : output;
            int relu = follower(output, Layer.Relu.class);
            output = relu >= 0 ? join(relu) : output;
            operation = new FoldedConvolution(id, conv, norm, relu >= 0, input, output);
        } else if (layer instanceof Layer.Conv conv) {
            operation = new Convolution(id, conv, follower(output, Layer.BatchNorm.class) >= 0, input, output);
        } else if (layer instanceof Layer.BatchNorm) {
            int relu = network.shape(output) instanceof FeatureMap ? follower(output, Layer.Relu.class) : -1;
            output = relu >= 0 ? join(relu) : output;
            operation = new Normalisation(id, relu >= 0, input, output);
        } else if (layer instanceof Layer.Add) {
            int relu = follower(output, Layer.Relu.class);
            output = relu >= 0 ? join(relu) : output;
            operation = new Addition(placed.inputs(), relu >= 0, output);
        } else if (layer instanceof Layer.Relu) {
            operation = new Rectifier(input, output);
        } else if (layer instanceof Layer.MaxPool pool) {
            operation = new MaxPooling(pool, input, output);
        } else if (layer instanceof Layer.GlobalAveragePool) {
            operation = new MeanPooling(input, output);
        } else if (layer instanceof Layer.Flatten) {
            operation = new Flattening(input, output);
        } else if (layer instanceof Layer.Dense dense) {
            operation = new DenseProduct(id, dense, input, output);
        } else if (layer instanceof Layer.Concat) {
            operation = new Concatenation(placed.inputs(), output);
        } else if (layer instanceof Layer.Dropout dropout) {
            operation = new Dropping(dropout.rate(), input, output);
        } else {
            throw new AssertionError("A layer that oneDNN is not asked for: " + layer);
        }
        operations.add(operation);
        outputs.add(output);
        inputs.add(placed.inputs());
    }

    /** The only layer that reads a node, if it is of a type; otherwise -1. */
    private int follower(int node, Class<? extends Layer> type) {
        if (network.successors(node).size() != 1) {
            return -1;
        }
        int next = network.successors(node).get(0).layer();
        return type.isInstance(network.layer(next).layer()) ? next : -1;
    }

    private int join(int layer) {
        joined.add(layer);
        return network.layer(layer).output();
    }
}
