// SPDX-License-Identifier: Apache-2.0
package org.aiperf.training;

import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.aiperf.network.Layer;
import org.aiperf.network.Network;
import org.aiperf.network.Tensor;
import org.aiperf.network.Weights;

/**
 * Weights before the first step (spec section 2.3): convolutions from a normal distribution cut off at two deviations
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
        if (layer instanceof Layer.Conv conv) {
            return Map.of(
                    Weights.KERNEL, kernel(conv, generator(seed)), Weights.BIAS, Tensor.filled(conv.filters(), 0));
        } else if (layer instanceof Layer.Dense dense) {
            return Map.of(
                    Weights.KERNEL, kernel(dense, generator(seed)), Weights.BIAS, Tensor.filled(dense.units(), 0));
        } else if (layer instanceof Layer.BatchNorm norm) {
            int channels = norm.channels();
            return Map.of(
                    Weights.GAMMA, Tensor.filled(channels, 1),
                    Weights.BETA, Tensor.filled(channels, 0),
                    Weights.MEAN, Tensor.filled(channels, 0),
                    Weights.VARIANCE, Tensor.filled(channels, 1));
        }
        return Map.of();
    }

    private static Tensor kernel(Layer.Conv conv, RandomGenerator random) {
        int fanIn = conv.inputs() * conv.kernel() * conv.kernel();
        double deviation = Math.sqrt(2.0 / fanIn) / CUT_DEVIATION;
        float[] values = new float[Math.multiplyExact(fanIn, conv.filters())];
        for (int i = 0; i < values.length; i++) {
            double value = random.nextGaussian();
            while (Math.abs(value) > 2) {
                value = random.nextGaussian();
            }
            values[i] = (float) (deviation * value);
        }
        return new Tensor(values, conv.filters(), conv.inputs(), conv.kernel(), conv.kernel());
    }

    private static Tensor kernel(Layer.Dense dense, RandomGenerator random) {
        double limit = Math.sqrt(6.0 / ((double) dense.inputs() + dense.units()));
        float[] values = new float[Math.multiplyExact(dense.inputs(), dense.units())];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextDouble(-limit, limit);
        }
        return new Tensor(values, dense.inputs(), dense.units());
    }

    private static RandomGenerator generator(long seed) {
        return RandomGeneratorFactory.of("SplittableRandom").create(seed);
    }
}
