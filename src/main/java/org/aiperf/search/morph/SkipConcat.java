// SPDX-License-Identifier: Apache-2.0
package org.aiperf.search.morph;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.aiperf.network.Layer;
import org.aiperf.network.Network;
import org.aiperf.network.NetworkBuilder;
import org.aiperf.network.Tensor;
import org.aiperf.network.Weights;

/**
 * Concatenates the output of one layer to that of a later one and reduces the width again by a 1x1 convolution that
 * starts by ignoring the branch (spec section 3.4, "skip_concat").
 *
 * @param from layer whose output is concatenated
 * @param to layer whose output it is concatenated to
 */
public record SkipConcat(int from, int to) implements Morph {

    @Override
    public WeightedNetwork apply(WeightedNetwork parent, RandomGenerator random) {
        Network network = parent.network();
        int start = network.layer(from).output();
        int end = network.layer(to).output();
        int reductions = Reductions.between(network, start, end);
        int channels = network.shape(start).channels();
        int width = network.shape(end).channels();
        NetworkBuilder builder = new NetworkBuilder(network);
        Map<Integer, Map<String, Tensor>> layers =
                new LinkedHashMap<>(parent.weights().layers());
        int branch = start;
        if (reductions > 0) {
            Layer.Conv conv = Layer.Conv.same(channels, channels, 1, 1 << reductions);
            int reduced = builder.node();
            int convId = builder.connect(conv, reduced, start);
            branch = builder.node();
            int normId = builder.connect(new Layer.BatchNorm(channels), branch, reduced);
            if (!parent.weights().isEmpty()) {
                layers.put(convId, FreshWeights.random(conv, random));
                layers.put(normId, FreshWeights.standard(channels, 1));
            }
        }
        int before = builder.node();
        builder.reroute(to, before);
        int joined = builder.node();
        builder.connect(new Layer.Concat(), joined, before, branch);
        Layer.Conv reduce = Layer.Conv.same(width + channels, width, 1, 1);
        int reduceId = builder.connect(reduce, end, joined);
        if (!parent.weights().isEmpty()) {
            layers.put(reduceId, FreshWeights.identity(reduce));
        }
        return new WeightedNetwork(builder.build(), new Weights(layers));
    }

    @Override
    public String toString() {
        return "skip-concat(%d,%d)".formatted(from, to);
    }
}
