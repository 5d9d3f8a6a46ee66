// SPDX-License-Identifier: Apache-2.0
package org.aiperf.search.morph;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeSet;
import org.aiperf.network.Edge;
import org.aiperf.network.Layer;
import org.aiperf.network.Network;
import org.aiperf.network.PlacedLayer;
import org.aiperf.network.Tensor;
import org.aiperf.network.Weights;

/**
 * Layers that leave a network: whoever read the last one's output reads another node instead. Ids close the gaps and
 * keep their order.
 *
 * @param layers ids of the layers that go; their outputs go with them
 * @param output the node among those outputs that layers which stay have read
 * @param instead the node that they read from now on
 */
record Removal(NavigableSet<Integer> layers, int output, int instead) {

    Removal {
        layers = new TreeSet<>(layers);
    }

    WeightedNetwork applyTo(WeightedNetwork parent) {
        Network network = parent.network();
        int[] node = newNodes(network);
        int[] layer = newLayers(network);
        List<PlacedLayer> placed = new ArrayList<>();
        Map<Integer, Map<String, Tensor>> weights = new LinkedHashMap<>();
        for (int id = 0; id < layer.length; id++) {
            if (layer[id] >= 0) {
                PlacedLayer old = network.layer(id);
                placed.add(new PlacedLayer(
                        old.layer(), old.inputs().stream().map(i -> node[i]).toList(), node[old.output()]));
                if (!parent.weights().layer(id).isEmpty()) {
                    weights.put(layer[id], parent.weights().layer(id));
                }
            }
        }
        return new WeightedNetwork(
                new Network(network.inputShape(), placed, successors(network, node, layer)), new Weights(weights));
    }

    /** How many of the first so many layers stay. */
    int staying(int first) {
        return first - layers.headSet(first).size();
    }

    private List<List<Edge>> successors(Network network, int[] node, int[] layer) {
        List<List<Edge>> successors = new ArrayList<>();
        for (int from = 0; from < node.length; from++) {
            if (isGone(network, from)) {
                continue;
            }
            List<Edge> edges = new ArrayList<>();
            for (Edge edge : network.successors(from)) {
                if (layer[edge.layer()] >= 0) {
                    edges.add(new Edge(node[edge.to()], layer[edge.layer()]));
                } else if (from == instead) {
                    inherit(network, node, layer, edges);
                }
            }
            if (from == instead) {
                inherit(network, node, layer, edges);
            }
            successors.add(edges.stream().distinct().toList());
        }
        return successors;
    }

    private void inherit(Network network, int[] node, int[] layer, List<Edge> edges) {
        network.successors(output).forEach(e -> edges.add(new Edge(node[e.to()], layer[e.layer()])));
    }

    private boolean isGone(Network network, int node) {
        return layers.contains(network.producer(node));
    }

    private int[] newNodes(Network network) {
        int[] node = new int[network.nodeCount()];
        int next = 0;
        for (int old = 0; old < node.length; old++) {
            node[old] = isGone(network, old) ? -1 : next++;
        }
        node[output] = node[instead];
        return node;
    }

    private int[] newLayers(Network network) {
        int[] layer = new int[network.layers().size()];
        int next = 0;
        for (int old = 0; old < layer.length; old++) {
            layer[old] = layers.contains(old) ? -1 : next++;
        }
        return layer;
    }

    /** The only layer that reads a node, or -1. */
    static int onlyReader(Network network, int node) {
        List<Edge> readers = network.successors(node);
        return readers.size() == 1 ? readers.get(0).layer() : -1;
    }

    /** Whether a layer passes feature maps on in the shape in which they come. */
    static boolean keepsShape(Network network, int id) {
        Layer layer = network.layer(id).layer();
        PlacedLayer placed = network.layer(id);
        return placed.inputs().size() == 1
                && layer.kind() != Layer.Kind.SOFTMAX
                && network.shape(placed.input()).equals(network.shape(placed.output()));
    }
}
