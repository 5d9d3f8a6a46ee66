// SPDX-License-Identifier: Apache-2.0
package org.aiperf.training;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.aiperf.network.Layer;
import org.aiperf.network.Network;
import org.aiperf.network.Tensor;
import org.aiperf.network.Weights;

/**
 * Weights before the first step (method section 2.3): convolutions from a normal distribution cut off at two deviations
 * with variance {@code 2 / inputs} (He et al. 2015), dense layers uniform with variance {@code 2 / (inputs + outputs)}
 * (Glorot and Bengio 2010), biases 0, batch normalisation 1, 0, 0, 1. Every layer has its own stream of numbers, so
 * weights that others carry do not change what a layer gets.
 */
public final class InitialWeights {

    /** Deviation of a standard normal distribution cut off at two deviations. */
    private static final double CUT_DEVIATION = 0.8796256610342398;

    private InitialWeights() {}

    /** Adds what is missing. */
    public static Weights complete(Network network, Weights weights, long seed) {
        Map<Integer, Map<String, Tensor>> layers = new TreeMap<>(weights.layers());
        for (int id = 0; id < network.layers().size(); id++) {
            if (weights.layer(id).isEmpty()) {
                Map<String, Tensor> drawn = draw(network.layer(id).layer(), seed + 0x9E3779B97F4A7C15L * (id + 1));
                if (!drawn.isEmpty()) {
                    layers.put(id, drawn);
                }
            }
        }
        return new Weights(layers);
    }

    private static Map<String, Tensor> draw(Layer layer, long seed) {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        layer.weights().forEach((name, shape) -> {
            int[] extents = shape.stream().mapToInt(Integer::intValue).toArray();
            tensors.put(
                    name,
                    switch (name) {
                        case Weights.KERNEL -> kernel(extents, generator(seed));
                        case Weights.GAMMA, Weights.VARIANCE -> Tensor.filled(extents[0], 1);
                        case Weights.BIAS, Weights.BETA, Weights.MEAN -> Tensor.filled(extents[0], 0);
                        default -> throw new IllegalArgumentException("A tensor without a beginning: " + name);
                    });
        });
        return tensors;
    }

    /** Of a dense layer {@code [inputs, units]}, of a convolution {@code [filters, inputs, height, width]}. */
    private static Tensor kernel(int[] shape, RandomGenerator random) {
        return shape.length == 2 ? dense(shape, random) : convolution(shape, random);
    }

    private static Tensor convolution(int[] shape, RandomGenerator random) {
        int fanIn = shape[1] * shape[2] * shape[3];
        double deviation = Math.sqrt(2.0 / fanIn) / CUT_DEVIATION;
        float[] values = new float[Math.multiplyExact(fanIn, shape[0])];
        for (int i = 0; i < values.length; i++) {
            double value = random.nextGaussian();
            while (Math.abs(value) > 2) {
                value = random.nextGaussian();
            }
            values[i] = (float) (deviation * value);
        }
        return new Tensor(values, shape);
    }

    private static Tensor dense(int[] shape, RandomGenerator random) {
        double limit = Math.sqrt(6.0 / ((double) shape[0] + shape[1]));
        float[] values = new float[Math.multiplyExact(shape[0], shape[1])];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextDouble(-limit, limit);
        }
        return new Tensor(values, shape);
    }

    private static RandomGenerator generator(long seed) {
        return RandomGeneratorFactory.of("SplittableRandom").create(seed);
    }
}
