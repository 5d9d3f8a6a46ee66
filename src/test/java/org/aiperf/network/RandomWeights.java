// SPDX-License-Identifier: Apache-2.0
package org.aiperf.network;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/** Random weights for every layer, statistics of batch normalisation included, of a size that keeps activations near 1. */
public final class RandomWeights {

    private RandomWeights() {}

    public static Weights of(Network network, long seed) {
        Random random = new Random(seed);
        Map<Integer, Map<String, Tensor>> layers = new HashMap<>();
        for (int id = 0; id < network.layers().size(); id++) {
            Map<String, Tensor> tensors = new LinkedHashMap<>();
            new TreeMap<>(network.layer(id).layer().weights())
                    .forEach((name, shape) -> tensors.put(name, tensor(name, shape, random)));
            if (!tensors.isEmpty()) {
                layers.put(id, tensors);
            }
        }
        return new Weights(layers);
    }

    private static Tensor tensor(String name, List<Integer> shape, Random random) {
        int[] extents = shape.stream().mapToInt(Integer::intValue).toArray();
        int size = shape.stream().reduce(1, (a, b) -> a * b);
        int fanIn = extents.length == 2 ? extents[0] : size / extents[0];
        float[] values = new float[size];
        for (int i = 0; i < size; i++) {
            values[i] = (float)
                    switch (name) {
                        case Weights.KERNEL -> random.nextGaussian() * Math.sqrt(2.0 / fanIn);
                        case Weights.GAMMA, Weights.VARIANCE -> 0.5 + random.nextDouble();
                        default -> random.nextGaussian() * 0.2;
                    };
        }
        return new Tensor(values, extents);
    }
}
