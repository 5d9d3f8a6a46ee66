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
    private final List<Step> steps = new ArrayList<>();
    private final Set<Integer> joined = new HashSet<>();

    private Plan(Network network, Mode mode) {
        this.network = network;
        this.mode = mode;
    }

    /** An operation, the nodes that it reads, and the one that it produces. */
    record Step(Operation operation, List<Integer> inputs, int output) {}

    static Plan of(Network network, Mode mode) {
        Plan plan = new Plan(network, mode);
        for (int id : network.topologicalOrder()) {
            if (!plan.joined.contains(id) && network.layer(id).kind() != Layer.Kind.SOFTMAX) {
                plan.steps.add(plan.step(id, network.layer(id)));
            }
        }
        return plan;
    }

    /** In an order in which they can run. */
    List<Step> steps() {
        return steps;
    }

    /** Nodes that no step after this one reads. */
    Set<Integer> lastReadBy(int step) {
        Set<Integer> nodes = new HashSet<>(steps.get(step).inputs());
        steps.subList(step + 1, steps.size()).forEach(later -> nodes.removeAll(later.inputs()));
        nodes.remove(0);
        return nodes;
    }

    private Step step(int id, PlacedLayer placed) {
        Layer layer = placed.layer();
        int input = placed.input();
        int output = placed.output();
        return switch (layer.kind()) {
            case CONV ->
                mode == Mode.INFERENCE
                        ? folded(id, placed)
                        : alone(
                                placed,
                                new Convolution(
                                        id,
                                        (Layer.Conv) layer,
                                        follower(output, Layer.Kind.BATCH_NORM) >= 0,
                                        input,
                                        output));
            case BATCH_NORM -> {
                int end = network.shape(output) instanceof FeatureMap ? join(output, Layer.Kind.RELU) : output;
                yield new Step(new BatchNormalization(id, end != output, input, end), placed.inputs(), end);
            }
            case ADD -> {
                int end = join(output, Layer.Kind.RELU);
                yield new Step(new Addition(placed.inputs(), end != output, end), placed.inputs(), end);
            }
            case RELU -> alone(placed, new Relu(input, output));
            case MAX_POOL -> alone(placed, new MaxPooling((Layer.MaxPool) layer, input, output));
            case GLOBAL_AVERAGE_POOL -> alone(placed, new GlobalAveragePooling(input, output));
            case FLATTEN -> alone(placed, new Flattening(input, output));
            case DENSE -> alone(placed, new DenseProduct(id, (Layer.Dense) layer, input, output));
            case CONCAT -> alone(placed, new Concatenation(placed.inputs(), output));
            case DROPOUT -> alone(placed, new Dropout(((Layer.Dropout) layer).rate(), input, output));
            case SOFTMAX -> throw new AssertionError("A softmax is part of the loss");
        };
    }

    private static Step alone(PlacedLayer placed, Operation operation) {
        return new Step(operation, placed.inputs(), placed.output());
    }

    private Step folded(int id, PlacedLayer placed) {
        int norm = follower(placed.output(), Layer.Kind.BATCH_NORM);
        int normalised = join(placed.output(), Layer.Kind.BATCH_NORM);
        int end = join(normalised, Layer.Kind.RELU);
        Layer.Conv conv = (Layer.Conv) placed.layer();
        return new Step(
                new FoldedConvolution(id, conv, norm, end != normalised, placed.input(), end), placed.inputs(), end);
    }

    /** The only layer that reads a node, if it is of a kind; otherwise -1. */
    private int follower(int node, Layer.Kind kind) {
        if (network.successors(node).size() != 1) {
            return -1;
        }
        int next = network.successors(node).get(0).layer();
        return network.layer(next).kind() == kind ? next : -1;
    }

    /** Where a node leads once the follower of a kind, if there is one, has joined the layer before it. */
    private int join(int node, Layer.Kind kind) {
        int next = follower(node, kind);
        if (next < 0) {
            return node;
        }
        joined.add(next);
        return network.layer(next).output();
    }
}
