// SPDX-License-Identifier: Apache-2.0
package org.aiperf.simulation;

import java.util.List;
import java.util.SplittableRandom;
import org.aiperf.network.Descriptor;
import org.aiperf.network.Layer;
import org.aiperf.network.Network;

/**
 * A rough landscape: every pattern of three layers along the chain has a normal value of its own, and a network the
 * mean of its patterns' times the root of their number, which varies by about 1.
 *
 * @param seed makes the values
 */
record PatternField(long seed) {

    private static final int LENGTH = 3;

    double at(Network network) {
        List<String> layers = Descriptor.of(network).layers().stream()
                .map(id -> text(network.layer(id).layer()))
                .toList();
        double sum = 0;
        int patterns = Math.max(layers.size() - LENGTH + 1, 1);
        for (int i = 0; i + LENGTH <= layers.size(); i++) {
            sum += value(layers.subList(i, i + LENGTH));
        }
        return sum / Math.sqrt(patterns);
    }

    /** Widths count by their order of magnitude, so that a morph changes some patterns and not all. */
    private static String text(Layer layer) {
        return layer.convolution()
                .map(conv -> "conv %d %d %d"
                        .formatted(conv.kernel(), conv.stride(), 31 - Integer.numberOfLeadingZeros(conv.filters())))
                .orElse(layer.getClass().getSimpleName());
    }

    private double value(List<String> pattern) {
        long hash = seed;
        for (String layer : pattern) {
            hash = new SplittableRandom(hash ^ layer.hashCode()).nextLong();
        }
        return new SplittableRandom(hash).nextGaussian();
    }
}
