// SPDX-License-Identifier: Apache-2.0
package org.aiperf.network;

import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The trained state of a network, free of any training library: layer id to named tensors. Convolutions have
 * {@link #KERNEL} {@code [filters, inputs, height, width]} and {@link #BIAS} {@code [filters]}; dense layers
 * {@link #KERNEL} {@code [inputs, units]} and {@link #BIAS}; batch normalisation {@link #GAMMA}, {@link #BETA},
 * {@link #MEAN} and {@link #VARIANCE} {@code [channels]}. Immutable. Layers that are missing are drawn anew by the
 * trainer: {@link #NONE} is a fresh start.
 */
public record Weights(Map<Integer, Map<String, Tensor>> layers) {

    public static final String KERNEL = "kernel";
    public static final String BIAS = "bias";
    public static final String GAMMA = "gamma";
    public static final String BETA = "beta";
    public static final String MEAN = "mean";
    public static final String VARIANCE = "variance";

    /** No weights: everything is to be initialised. */
    public static final Weights NONE = new Weights(Map.of());

    public Weights {
        Map<Integer, Map<String, Tensor>> copy = new TreeMap<>();
        layers.forEach((id, tensors) -> copy.put(id, Collections.unmodifiableMap(new LinkedHashMap<>(tensors))));
        layers = Collections.unmodifiableMap(copy);
    }

    public boolean isEmpty() {
        return layers.isEmpty();
    }

    /** The tensors of a layer, empty if it has none. */
    public Map<String, Tensor> layer(int id) {
        return layers.getOrDefault(id, Map.of());
    }

    /**
     * A tensor that a layer must have.
     *
     * @throws InvalidNetworkException if it has none of this name
     */
    public Tensor tensor(int id, String name) {
        Tensor tensor = layer(id).get(name);
        if (tensor == null) {
            throw new InvalidNetworkException("Layer %d has no %s among its weights".formatted(id, name));
        }
        return tensor;
    }

    /**
     * Checks that every tensor is one of the network's and has the shape that its layer asks for.
     *
     * @throws InvalidNetworkException if one is not, naming the layer and the tensor
     */
    public Weights requireFit(Network network) {
        layers.forEach((id, tensors) -> {
            if (id >= network.layers().size()) {
                throw new InvalidNetworkException("Weights for layer %d of a network of %d layers"
                        .formatted(id, network.layers().size()));
            }
            Layer layer = network.layer(id).layer();
            Map<String, List<Integer>> found = new TreeMap<>();
            tensors.forEach((name, tensor) ->
                    found.put(name, Arrays.stream(tensor.shape()).boxed().toList()));
            Map<String, List<Integer>> expected = new TreeMap<>(WeightShapes.of(layer));
            if (!found.equals(expected)) {
                throw new InvalidNetworkException(
                        "Layer %d (%s) needs the weights %s, not %s".formatted(id, layer, expected, found));
            }
        });
        return this;
    }
}
