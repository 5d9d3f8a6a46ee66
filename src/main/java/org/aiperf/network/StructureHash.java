// SPDX-License-Identifier: Apache-2.0
package org.aiperf.network;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Hash of a network's structure without its ids. Every layer gets one value from all that lies above it and one from
 * all that lies below; the sum of their mixtures does not depend on any order. The value from above alone would not
 * tell a shared branch from a repeated one. Dropout is passed over: it changes how a network is trained, not what it is.
 */
final class StructureHash {

    private StructureHash() {}

    static long of(Network network) {
        List<Integer> order = network.topologicalOrder();
        Map<Layer, Long> identities = new HashMap<>();
        long[] above = new long[network.nodeCount()];
        above[0] = mix(network.inputShape().toString().hashCode());
        for (int id : order) {
            PlacedLayer placed = network.layer(id);
            if (placed.kind() == Layer.Kind.DROPOUT) {
                above[placed.output()] = above[placed.input()];
                continue;
            }
            long inputs = 0;
            for (int position = 0; position < placed.inputs().size(); position++) {
                // A sum is the same in any order of its terms, a concatenation is not.
                int weight = placed.kind() == Layer.Kind.ADD ? 0 : position;
                inputs += mix(above[placed.inputs().get(position)] + weight);
            }
            above[placed.output()] =
                    mix(inputs * 31 + identities.computeIfAbsent(placed.layer(), StructureHash::identity));
        }
        long[] below = new long[network.nodeCount()];
        long hash = 0;
        for (int i = order.size() - 1; i >= 0; i--) {
            PlacedLayer placed = network.layer(order.get(i));
            if (placed.kind() == Layer.Kind.DROPOUT) {
                below[placed.input()] += below[placed.output()];
                continue;
            }
            long value = mix(
                    below[placed.output()] * 37 + identities.computeIfAbsent(placed.layer(), StructureHash::identity));
            for (int input : placed.inputs()) {
                below[input] += mix(value);
            }
            hash += mix(above[placed.output()] ^ Long.rotateLeft(value, 17));
        }
        return mix(hash);
    }

    /** From the record's text, which is the same in every JVM; {@code Object.hashCode} of an empty record is not. */
    private static long identity(Layer layer) {
        long hash = 0xCBF29CE484222325L;
        String text = layer.toString();
        for (int i = 0; i < text.length(); i++) {
            hash = (hash ^ text.charAt(i)) * 0x100000001B3L;
        }
        return hash;
    }

    /** Finaliser of SplittableRandom: every input bit reaches every output bit. */
    private static long mix(long value) {
        long z = value + 0x9E3779B97F4A7C15L;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }
}
