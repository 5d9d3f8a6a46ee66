// SPDX-License-Identifier: Apache-2.0
package org.aiperf.network;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.aiperf.foreign.Cause;
import org.jspecify.annotations.Nullable;

/**
 * An immutable neural network. Nodes are activations (node 0 is the input image), layers lead from nodes to nodes. Ids
 * are positions and never change along a lineage: morphs append or replace in place. The order of a node's successors
 * is part of the value, because the main chain depends on it (method section 3.2). Shapes are inferred and checked.
 */
public final class Network {

    /** Ten times as many as any that is trained; what is done with a network takes longer than it has layers. */
    private static final int MOST_LAYERS = 10_000;

    private final List<Shape> shapes;
    private final List<PlacedLayer> layers;
    private final List<List<Edge>> successors;
    private final List<Integer> topologicalOrder;
    private final List<Integer> producers;
    private final int outputNode;

    /**
     * Checks the graph and infers every shape.
     *
     * @throws InvalidNetworkException if a node is produced by no layer or by two, the successor lists contradict the
     *     layers, there is a cycle, more than one output, or a layer refuses the shape it is given
     */
    public Network(Shape input, List<PlacedLayer> layers, List<List<Edge>> successors) {
        if (layers.size() > MOST_LAYERS) {
            throw new InvalidNetworkException(
                    "A network has at most %,d layers, not %,d".formatted(MOST_LAYERS, layers.size()));
        }
        this.layers = List.copyOf(layers);
        this.successors = successors.stream().map(List::copyOf).toList();
        this.producers = producers();
        requireSuccessorsMatchLayers();
        this.topologicalOrder = sorted();
        this.shapes = infer(input);
        this.outputNode = onlySink();
    }

    public Shape inputShape() {
        return shapes.get(0);
    }

    public int outputNode() {
        return outputNode;
    }

    public Shape outputShape() {
        return shapes.get(outputNode);
    }

    /** The node whose values are the logits: the output, or what an explicit softmax there reads. */
    public int logits() {
        PlacedLayer last = layers.get(producers.get(outputNode));
        return last.kind() == Layer.Kind.SOFTMAX ? last.input() : outputNode;
    }

    public int nodeCount() {
        return shapes.size();
    }

    public Shape shape(int node) {
        return shapes.get(node);
    }

    public List<PlacedLayer> layers() {
        return layers;
    }

    public PlacedLayer layer(int id) {
        return layers.get(id);
    }

    /** Successors of a node in the order in which they were made. */
    public List<Edge> successors(int node) {
        return successors.get(node);
    }

    /** The layer that produces a node, or -1 for the input. */
    public int producer(int node) {
        return producers.get(node);
    }

    /** Layer ids such that every layer comes after those that it reads from. */
    public List<Integer> topologicalOrder() {
        return topologicalOrder;
    }

    /** Parameters, the reference's model size (method section 3.1). */
    public long parameters() {
        return layers.stream().mapToLong(l -> l.layer().parameters()).sum();
    }

    /**
     * A 64-bit hash of the structure, independent of ids: equal for isomorphic networks, and by chance alone for others.
     * Dropout does not count.
     */
    public long hash() {
        return StructureHash.of(this);
    }

    private List<Integer> producers() {
        if (successors.isEmpty()) {
            throw new InvalidNetworkException("A network has a node for its input; the successor lists are empty");
        }
        List<Integer> result = new ArrayList<>(Collections.nCopies(successors.size(), -1));
        for (int id = 0; id < layers.size(); id++) {
            PlacedLayer placed = layers.get(id);
            requireNode(id, placed.output());
            if (placed.inputs().isEmpty()) {
                throw new InvalidNetworkException("Layer %d has no input".formatted(id));
            }
            for (int input : placed.inputs()) {
                requireNode(id, input);
            }
            if (placed.output() == 0 || result.set(placed.output(), id) != -1) {
                throw new InvalidNetworkException(
                        "Layer %d produces node %d, which is given already".formatted(id, placed.output()));
            }
        }
        int orphan = result.subList(1, result.size()).indexOf(-1);
        if (orphan >= 0) {
            throw new InvalidNetworkException("No layer produces node " + (orphan + 1));
        }
        return List.copyOf(result);
    }

    private void requireNode(int layer, int node) {
        if (node < 0 || node >= successors.size()) {
            throw new InvalidNetworkException(
                    "Layer %d refers to node %d; the nodes are 0 to %d".formatted(layer, node, successors.size() - 1));
        }
    }

    private void requireSuccessorsMatchLayers() {
        Set<List<Integer>> fromLayers = new HashSet<>();
        for (int id = 0; id < layers.size(); id++) {
            for (int input : layers.get(id).inputs()) {
                fromLayers.add(List.of(input, layers.get(id).output(), id));
            }
        }
        Set<List<Integer>> fromLists = new HashSet<>();
        for (int node = 0; node < successors.size(); node++) {
            for (Edge edge : successors.get(node)) {
                fromLists.add(List.of(node, edge.to(), edge.layer()));
            }
        }
        if (!fromLayers.equals(fromLists)) {
            Set<List<Integer>> difference = new HashSet<>(fromLayers);
            difference.addAll(fromLists);
            difference.removeIf(edge -> fromLayers.contains(edge) && fromLists.contains(edge));
            List<Integer> edge = difference.iterator().next();
            throw new InvalidNetworkException(
                    "Layers and successor lists disagree on the edge from node %d to node %d by layer %d"
                            .formatted(edge.get(0), edge.get(1), edge.get(2)));
        }
    }

    private List<Integer> sorted() {
        int[] missing = new int[layers.size()];
        for (int id = 0; id < layers.size(); id++) {
            missing[id] = new HashSet<>(layers.get(id).inputs()).size();
        }
        List<Integer> order = new ArrayList<>(layers.size());
        Deque<Integer> ready = new ArrayDeque<>(List.of(0));
        while (!ready.isEmpty()) {
            int node = ready.remove();
            for (Edge edge : new HashSet<>(successors.get(node))
                    .stream()
                            .sorted((a, b) -> Integer.compare(a.layer(), b.layer()))
                            .toList()) {
                if (--missing[edge.layer()] == 0) {
                    order.add(edge.layer());
                    ready.add(edge.to());
                }
            }
        }
        if (order.size() != layers.size()) {
            throw new InvalidNetworkException("The layers form a cycle");
        }
        return List.copyOf(order);
    }

    private List<Shape> infer(Shape input) {
        Shape[] result = new Shape[successors.size()];
        result[0] = input;
        for (int id : topologicalOrder) {
            PlacedLayer placed = layers.get(id);
            List<Shape> given =
                    placed.inputs().stream().map(node -> result[node]).toList();
            try {
                result[placed.output()] = placed.layer().infer(given);
            } catch (InvalidNetworkException e) {
                throw new InvalidNetworkException("Layer %d: %s".formatted(id, Cause.of(e)), e);
            }
        }
        return List.of(result);
    }

    private int onlySink() {
        List<Integer> sinks = new ArrayList<>();
        for (int node = 0; node < successors.size(); node++) {
            if (successors.get(node).isEmpty()) {
                sinks.add(node);
            }
        }
        if (sinks.size() != 1) {
            throw new InvalidNetworkException("A network has one output; these nodes lead nowhere: " + sinks);
        }
        return sinks.get(0);
    }

    /** Equal ids, layers and order of successors; compare {@link #hash()} for equal structure. */
    @Override
    public boolean equals(@Nullable Object object) {
        return object instanceof Network other
                && shapes.equals(other.shapes)
                && layers.equals(other.layers)
                && successors.equals(other.successors);
    }

    @Override
    public int hashCode() {
        return Objects.hash(shapes, layers, successors);
    }

    @Override
    public String toString() {
        return "%d layers, %,d parameters, %s to %s [%016x]"
                .formatted(layers.size(), parameters(), inputShape(), outputShape(), hash());
    }
}
