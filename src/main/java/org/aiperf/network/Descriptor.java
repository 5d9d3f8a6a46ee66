// SPDX-License-Identifier: Apache-2.0
package org.aiperf.network;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What the edit distance sees of a network: the layers along the main chain and the connections that skip parts of it
 * (method section 3.2). An identity shortcut between two nodes of the chain lists its Add twice, as in the reference.
 *
 * @param layers layer ids in the order of the chain
 * @param skips connections from one position of the chain to another
 */
public record Descriptor(List<Integer> layers, List<Skip> skips) {

    public Descriptor {
        layers = List.copyOf(layers);
        skips = List.copyOf(skips);
    }

    /** How a skip ends. */
    public enum Merge {
        ADD,
        CONCAT,
        NONE
    }

    /** A skip between two positions of the main chain. */
    public record Skip(int from, int to, Merge merge) {}

    public static Descriptor of(Network network) {
        List<Integer> chain = MainChain.of(network);
        int[] position = new int[network.nodeCount()];
        Arrays.fill(position, -1);
        for (int i = 0; i < chain.size(); i++) {
            position[chain.get(i)] = i;
        }
        List<Integer> layers = new ArrayList<>();
        List<Skip> skips = new ArrayList<>();
        for (int from : chain) {
            for (Edge edge : network.successors(from)) {
                int to = position[edge.to()];
                if (to < 0) {
                    skips.add(branch(network, position, from, edge));
                    continue;
                }
                layers.add(edge.layer());
                if (to != position[from] + 1) {
                    skips.add(new Skip(position[from], to, merge(network, edge)));
                }
            }
        }
        return new Descriptor(layers, skips);
    }

    /** Follows a branch off the chain by first successors until an edge lies on the chain with both its ends. */
    private static Skip branch(Network network, int[] position, int start, Edge first) {
        Merge merge = merge(network, first);
        int node = first.to();
        while (true) {
            Edge edge = network.successors(node).get(0);
            if (position[node] >= 0 && position[edge.to()] >= 0) {
                return new Skip(position[start], position[node], merge);
            }
            Merge here = merge(network, edge);
            merge = here == Merge.NONE ? merge : here;
            node = edge.to();
        }
    }

    private static Merge merge(Network network, Edge edge) {
        return switch (network.layer(edge.layer()).kind()) {
            case ADD -> Merge.ADD;
            case CONCAT -> Merge.CONCAT;
            case CONV, DENSE, BATCH_NORM, RELU, MAX_POOL, GLOBAL_AVERAGE_POOL, DROPOUT, FLATTEN, SOFTMAX -> Merge.NONE;
        };
    }
}
