// SPDX-License-Identifier: Apache-2.0
package org.aiperf.search.morph;

import java.util.Map;
import java.util.random.RandomGenerator;
import org.aiperf.network.Layer.Conv;
import org.aiperf.network.Tensor;
import org.aiperf.network.Weights;

/** Weights of layers that a morph inserts. */
final class FreshWeights {

    private FreshWeights() {}

    /** A convolution that passes its first channels through: 1 at the centre of the kernel, 0 elsewhere. */
    static Map<String, Tensor> identity(Conv conv) {
        Tensor kernel = zeros(conv);
        int centre = (conv.kernel() / 2) * conv.kernel() + conv.kernel() / 2;
        for (int c = 0; c < conv.filters(); c++) {
            kernel.values()[c * kernel.stride(0) + c * kernel.stride(1) + centre] = 1;
        }
        return Map.of(Weights.KERNEL, kernel, Weights.BIAS, Tensor.filled(conv.filters(), 0));
    }

    /** A convolution drawn for a ReLU behind it (He et al. 2015). */
    static Map<String, Tensor> random(Conv conv, RandomGenerator random) {
        Tensor kernel = zeros(conv);
        double deviation = Math.sqrt(2.0 / (conv.inputs() * conv.kernel() * conv.kernel()));
        for (int i = 0; i < kernel.values().length; i++) {
            kernel.values()[i] = (float) (random.nextGaussian() * deviation);
        }
        return Map.of(Weights.KERNEL, kernel, Weights.BIAS, Tensor.filled(conv.filters(), 0));
    }

    /** A batch norm with standard statistics and the given scale. */
    static Map<String, Tensor> standard(int channels, float gamma) {
        return Map.of(
                Weights.GAMMA,
                Tensor.filled(channels, gamma),
                Weights.BETA,
                Tensor.filled(channels, 0),
                Weights.MEAN,
                Tensor.filled(channels, 0),
                Weights.VARIANCE,
                Tensor.filled(channels, 1));
    }

    private static Tensor zeros(Conv conv) {
        int size = conv.filters() * conv.inputs() * conv.kernel() * conv.kernel();
        return new Tensor(new float[size], conv.filters(), conv.inputs(), conv.kernel(), conv.kernel());
    }
}
