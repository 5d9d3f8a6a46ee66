// SPDX-License-Identifier: Apache-2.0
package org.aiperf.network;

import java.util.ArrayList;
import java.util.List;

/**
 * Makes a network step by step: from nothing, or from a network that is to be changed. New nodes and layers get the
 * next free ids. Not thread-safe; {@link #build} checks the result.
 */
public final class NetworkBuilder {

    private final Shape input;
    private final List<PlacedLayer> layers;
    private final List<List<Edge>> successors;

    /** Begins with an input node and nothing else. */
    public NetworkBuilder(Shape input) {
        this.input = input;
        this.layers = new ArrayList<>();
        this.successors = new ArrayList<>();
        node();
    }

    /** Begins with all nodes and layers of a network. */
    public NetworkBuilder(Network base) {
        this.input = base.inputShape();
        this.layers = new ArrayList<>(base.layers());
        this.successors = new ArrayList<>();
        for (int node = 0; node < base.nodeCount(); node++) {
            successors.add(new ArrayList<>(base.successors(node)));
        }
    }

    /** Adds a node without layers and returns its id. */
    public int node() {
        successors.add(new ArrayList<>());
        return successors.size() - 1;
    }

    /** Adds a layer that produces a new node, and returns the node. */
    public int append(Layer layer, int... inputs) {
        int output = node();
        connect(layer, output, inputs);
        return output;
    }

    /** Adds a layer between nodes that exist, and returns the layer's id. */
    public int connect(Layer layer, int output, int... inputs) {
        int id = layers.size();
        List<Integer> from = new ArrayList<>();
        for (int node : inputs) {
            from.add(node);
            successors.get(node).add(new Edge(output, id));
        }
        layers.add(new PlacedLayer(layer, from, output));
        return id;
    }

    /** Puts another layer in the place of a layer. */
    public void replace(int id, Layer layer) {
        PlacedLayer old = layers.get(id);
        layers.set(id, new PlacedLayer(layer, old.inputs(), old.output()));
    }

    /** Lets a layer produce another node; it keeps its place among its inputs' successors. */
    public void reroute(int id, int output) {
        PlacedLayer old = layers.get(id);
        for (int node : old.inputs()) {
            successors.get(node).replaceAll(edge -> edge.layer() == id ? new Edge(output, id) : edge);
        }
        layers.set(id, new PlacedLayer(old.layer(), old.inputs(), output));
    }

    /** Inserts a layer of one input behind another layer, and returns its id (method section 3.4, one insertion). */
    public int insertBehind(int id, Layer layer) {
        int end = layers.get(id).output();
        int middle = node();
        int inserted = connect(layer, end, middle);
        reroute(id, middle);
        return inserted;
    }

    /**
     * The network so far.
     *
     * @throws InvalidNetworkException if it is none
     */
    public Network build() {
        return new Network(input, layers, successors);
    }
}
