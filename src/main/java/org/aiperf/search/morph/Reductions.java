// SPDX-License-Identifier: Apache-2.0
package org.aiperf.search.morph;

import org.aiperf.network.Edge;
import org.aiperf.network.InvalidNetworkException;
import org.aiperf.network.Layer;
import org.aiperf.network.Network;

/** How often a path halves the extent of its feature maps. */
final class Reductions {

    private Reductions() {}

    /** Pools and strided convolutions on the first path, depth first, from one node to another. */
    static int between(Network network, int start, int end) {
        int found = search(network, start, end, 0, new boolean[network.nodeCount()]);
        if (found < 0) {
            throw new InvalidNetworkException("No path leads from node %d to node %d".formatted(start, end));
        }
        return found;
    }

    private static int search(Network network, int node, int end, int reductions, boolean[] visited) {
        if (node == end) {
            return reductions;
        }
        visited[node] = true;
        for (Edge edge : network.successors(node)) {
            if (!visited[edge.to()]) {
                Layer layer = network.layer(edge.layer()).layer();
                int found = search(network, edge.to(), end, reductions + (reduces(layer) ? 1 : 0), visited);
                if (found >= 0) {
                    return found;
                }
            }
        }
        return -1;
    }

    private static boolean reduces(Layer layer) {
        return switch (layer.kind()) {
            case CONV -> ((Layer.Conv) layer).stride() > 1;
            case MAX_POOL -> true;
            case DENSE, BATCH_NORM, RELU, GLOBAL_AVERAGE_POOL, ADD, CONCAT, DROPOUT, FLATTEN, SOFTMAX -> false;
        };
    }
}
