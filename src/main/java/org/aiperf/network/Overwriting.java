// SPDX-License-Identifier: Apache-2.0
package org.aiperf.network;

import java.util.List;
import java.util.OptionalInt;

/**
 * Which values of a network the one layer that reads them may overwrite: nobody else reads them, and no gradient is
 * computed from them.
 */
public final class Overwriting {

    private final Network network;
    private final int[] reads;

    public Overwriting(Network network) {
        this.network = network;
        this.reads = new int[network.nodeCount()];
        network.layers().forEach(placed -> placed.inputs().forEach(node -> reads[node]++));
    }

    /** How often each node is read. */
    public int[] reads() {
        return reads.clone();
    }

    /** Whether a node's value may be overwritten. */
    public boolean isFree(int node) {
        if (reads[node] != 1 || node == 0) {
            return false;
        }
        return switch (network.layer(network.producer(node)).kind()) {
            case CONV, BATCH_NORM, DENSE, CONCAT, ADD -> true;
            case RELU, MAX_POOL, GLOBAL_AVERAGE_POOL, DROPOUT, FLATTEN, SOFTMAX -> false;
        };
    }

    /** The first of some nodes whose value may be overwritten. */
    public OptionalInt firstFree(List<Integer> nodes) {
        return nodes.stream().mapToInt(Integer::intValue).filter(this::isFree).findFirst();
    }
}
