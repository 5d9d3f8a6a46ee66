// SPDX-License-Identifier: Apache-2.0
package org.aiperf.network;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/** The longest path from the input: the backbone of a network's description (method section 3.2). */
public final class MainChain {

    private MainChain() {}

    /** The nodes of the longest path in order; of equally long paths the one that the method's sweeps find. */
    public static List<Integer> of(Network network) {
        int count = network.nodeCount();
        int[] distance = new int[count];
        int[] previous = new int[count];
        Arrays.setAll(previous, node -> node);
        boolean changed = true;
        while (changed) {
            changed = false;
            for (int from = 0; from < count; from++) {
                for (Edge edge : network.successors(from)) {
                    if (distance[from] + 1 > distance[edge.to()]) {
                        distance[edge.to()] = distance[from] + 1;
                        previous[edge.to()] = from;
                        changed = true;
                    }
                }
            }
        }
        int end = 0;
        for (int node = 1; node < count; node++) {
            if (distance[node] > distance[end]) {
                end = node;
            }
        }
        List<Integer> chain = new ArrayList<>();
        for (int node = end; ; node = previous[node]) {
            chain.add(node);
            if (previous[node] == node) {
                break;
            }
        }
        Collections.reverse(chain);
        return List.copyOf(chain);
    }
}
