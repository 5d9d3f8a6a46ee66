// SPDX-License-Identifier: Apache-2.0
package org.aiperf.network;

import java.util.List;

/**
 * A layer in its place in a graph.
 *
 * @param layer what it does
 * @param inputs nodes that it reads, in order
 * @param output the node that it produces
 */
public record PlacedLayer(Layer layer, List<Integer> inputs, int output) {

    public PlacedLayer {
        inputs = List.copyOf(inputs);
    }

    public Layer.Kind kind() {
        return layer.kind();
    }

    /** The first, usually the only, node that it reads. */
    public int input() {
        return inputs.get(0);
    }
}
