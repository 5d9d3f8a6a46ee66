// SPDX-License-Identifier: Apache-2.0
package org.aiperf.search.morph;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.aiperf.network.Layer;
import org.aiperf.network.Network;
import org.aiperf.network.NetworkBuilder;
import org.aiperf.network.Tensor;
import org.aiperf.network.Weights;

/** A network while a skip from one of its layers to a later one is laid. Weights are made only if the parent has some. */
final class SkipWiring {

    final NetworkBuilder builder;
    final int start;
    final int end;
    final int channels;
    final int width;
    final int reductions;
    private final boolean weighted;
    private final Map<Integer, Map<String, Tensor>> layers;

    SkipWiring(WeightedNetwork parent, int from, int to) {
        Network network = parent.network();
        this.builder = new NetworkBuilder(network);
        this.start = network.layer(from).output();
        this.end = network.layer(to).output();
        this.channels = network.shape(start).channels();
        this.width = network.shape(end).channels();
        this.reductions = Reductions.between(network, start, end);
        this.weighted = !parent.weights().isEmpty();
        this.layers = new LinkedHashMap<>(parent.weights().layers());
    }

    /** Leads the start through a 1x1 convolution and a batch norm to the end's extent, and returns the node. */
    int projected(int filters, float gamma, RandomGenerator random) {
        Layer.Conv conv = Layer.Conv.same(channels, filters, 1, 1 << reductions);
        int convolved = builder.node();
        int convId = builder.connect(conv, convolved, start);
        int branch = builder.node();
        int normId = builder.connect(new Layer.BatchNorm(filters), branch, convolved);
        weigh(convId, () -> FreshWeights.random(conv, random));
        weigh(normId, () -> FreshWeights.standard(filters, gamma));
        return branch;
    }

    /** Lets the skip's last layer produce a new node, which is returned, so that something can stand before the end. */
    int detached(int to) {
        int before = builder.node();
        builder.reroute(to, before);
        return before;
    }

    void weigh(int layer, Supplier<Map<String, Tensor>> fresh) {
        if (weighted) {
            layers.put(layer, fresh.get());
        }
    }

    WeightedNetwork build() {
        return new WeightedNetwork(builder.build(), new Weights(layers));
    }
}
