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
 * Adds the output of one layer to that of a later one (spec section 3.4, "skip_add"). Across a change of extent or
 * width the branch is projected by a 1x1 convolution and a batch norm whose scale starts at zero: the function is kept,
 * and the scale learns how much of the branch to use.
 *
 * @param from layer whose output is added
 * @param to layer whose output it is added to
 * @param projection when the branch is projected; only {@link Projection#ALWAYS} keeps the function in every case
 */
public record SkipAdd(int from, int to, Projection projection) implements Morph {

    /** Whether a branch of fitting shape is projected all the same. */
    public enum Projection {
        /** Every branch is projected: the function is kept. */
        ALWAYS,
        /** As in the reference: a branch of fitting shape is added as it is, which changes the function. */
        WHERE_NEEDED
    }

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
        if (projection == Projection.ALWAYS || reductions > 0 || channels != width) {
            Layer.Conv conv = Layer.Conv.same(channels, width, 1, 1 << reductions);
            int projected = builder.node();
            int convId = builder.connect(conv, projected, start);
            branch = builder.node();
            int normId = builder.connect(new Layer.BatchNorm(width), branch, projected);
            if (!parent.weights().isEmpty()) {
                layers.put(convId, FreshWeights.random(conv, random));
                layers.put(normId, FreshWeights.standard(width, 0));
            }
        }
        int before = builder.node();
        builder.reroute(to, before);
        builder.connect(new Layer.Add(), end, before, branch);
        return new WeightedNetwork(builder.build(), new Weights(layers));
    }

    @Override
    public String toString() {
        return "skip-add(%d,%d)".formatted(from, to);
    }
}
