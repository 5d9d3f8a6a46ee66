// SPDX-License-Identifier: Apache-2.0
package org.aiperf.network;

import java.util.List;
import java.util.Map;

/** Which tensors of which shape belong to a layer. */
final class WeightShapes {

    private WeightShapes() {}

    static Map<String, List<Integer>> of(Layer layer) {
        if (layer instanceof Layer.Conv c) {
            return Map.of(
                    Weights.KERNEL,
                    List.of(c.filters(), c.inputs(), c.kernel(), c.kernel()),
                    Weights.BIAS,
                    List.of(c.filters()));
        }
        if (layer instanceof Layer.Dense d) {
            return Map.of(Weights.KERNEL, List.of(d.inputs(), d.units()), Weights.BIAS, List.of(d.units()));
        }
        if (layer instanceof Layer.BatchNorm b) {
            List<Integer> channels = List.of(b.channels());
            return Map.of(
                    Weights.GAMMA,
                    channels,
                    Weights.BETA,
                    channels,
                    Weights.MEAN,
                    channels,
                    Weights.VARIANCE,
                    channels);
        }
        return Map.of();
    }
}
