// SPDX-License-Identifier: Apache-2.0
package org.aiperf.search.morph;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.aiperf.network.IdentityNorm;
import org.aiperf.network.InvalidNetworkException;
import org.aiperf.network.Layer;
import org.aiperf.network.Network;
import org.aiperf.network.NetworkBuilder;
import org.aiperf.network.Shape.FeatureMap;
import org.aiperf.network.Tensor;
import org.aiperf.network.Weights;

/**
 * Inserts a convolution of the same width, a batch norm and a ReLU behind a ReLU (method section 3.4, "deep"). The
 * convolution starts as the identity, the batch norm is an {@link IdentityNorm}, in training from the first step on, when
 * the trainer calibrates it; a second ReLU changes nothing.
 *
 * @param layer the ReLU
 * @param kernel kernel size of the new convolution, odd
 */
public record Deepen(int layer, int kernel) implements Morph {

    @Override
    public WeightedNetwork apply(WeightedNetwork parent, RandomGenerator random) {
        Network network = parent.network();
        int node = network.layer(layer).output();
        if (network.layer(layer).kind() != Layer.Kind.RELU || !(network.shape(node) instanceof FeatureMap)) {
            throw new InvalidNetworkException("Layer %d is %s; a network is deepened behind a ReLU on feature maps"
                    .formatted(layer, network.layer(layer).layer()));
        }
        int channels = network.shape(node).channels();
        Layer.Conv conv = Layer.Conv.same(channels, channels, kernel, 1);
        NetworkBuilder builder = new NetworkBuilder(network);
        int convId = builder.insertBehind(layer, conv);
        int normId = builder.insertBehind(convId, new Layer.BatchNorm(channels));
        builder.insertBehind(normId, new Layer.Relu());
        if (parent.weights().isEmpty()) {
            return WeightedNetwork.untrained(builder.build());
        }
        Map<Integer, Map<String, Tensor>> layers =
                new LinkedHashMap<>(parent.weights().layers());
        layers.put(convId, FreshWeights.identity(conv));
        layers.put(normId, IdentityNorm.uncalibrated(channels));
        return new WeightedNetwork(builder.build(), new Weights(layers));
    }

    @Override
    public MorphKind kind() {
        return MorphKind.DEEPEN;
    }

    @Override
    public String toString() {
        return "deepen(%d,%d)".formatted(layer, kernel);
    }
}
