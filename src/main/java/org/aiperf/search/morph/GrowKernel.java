// SPDX-License-Identifier: Apache-2.0
package org.aiperf.search.morph;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.aiperf.network.InvalidNetworkException;
import org.aiperf.network.Layer;
import org.aiperf.network.NetworkBuilder;
import org.aiperf.network.Tensor;
import org.aiperf.network.Weights;

/**
 * Gives a convolution a larger kernel: the old one in the middle, zeros around it. The padding grows by as much at both
 * ends, so every output still sees its old window in the middle of the new one.
 *
 * @param layer a convolution of odd kernel that is padded by half of it
 * @param kernel edge of the new kernel, odd and larger than the old one
 */
public record GrowKernel(int layer, int kernel) implements Morph {

    @Override
    public WeightedNetwork apply(WeightedNetwork parent, RandomGenerator random) {
        Layer old = parent.network().layer(layer).layer();
        Layer.Conv conv = old.convolution()
                .filter(this::grows)
                .orElseThrow(() -> new InvalidNetworkException(
                        "Layer %d is %s; its kernel cannot grow to %d".formatted(layer, old, kernel)));
        NetworkBuilder builder = new NetworkBuilder(parent.network());
        builder.replace(layer, Layer.Conv.same(conv.inputs(), conv.filters(), kernel, conv.stride()));
        Map<Integer, Map<String, Tensor>> layers =
                new LinkedHashMap<>(parent.weights().layers());
        layers.computeIfPresent(layer, (id, tensors) -> {
            Map<String, Tensor> grown = new LinkedHashMap<>(tensors);
            grown.computeIfPresent(Weights.KERNEL, (name, small) -> Kernels.centred(small, kernel));
            return grown;
        });
        return new WeightedNetwork(builder.build(), new Weights(layers));
    }

    private boolean grows(Layer.Conv conv) {
        return isCentred(conv) && kernel % 2 == 1 && kernel > conv.kernel();
    }

    /** Whether the windows of a convolution have a middle that lies on the image. */
    static boolean isCentred(Layer.Conv conv) {
        return conv.kernel() % 2 == 1 && conv.padding() == conv.kernel() / 2;
    }

    @Override
    public MorphKind kind() {
        return MorphKind.GROW_KERNEL;
    }

    @Override
    public String toString() {
        return "grow-kernel(%d,%d)".formatted(layer, kernel);
    }
}
