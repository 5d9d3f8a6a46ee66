// SPDX-License-Identifier: Apache-2.0
package org.aiperf.search.morph;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import org.aiperf.network.InvalidNetworkException;
import org.aiperf.network.Layer;
import org.aiperf.network.NetworkBuilder;
import org.aiperf.network.Tensor;
import org.aiperf.network.Weights;

/**
 * Takes outputs from a convolution or dense layer, and from all layers that are tied to its channels: the reverse of
 * {@link Widen}. The function changes; the weights of the channels that stay are kept.
 *
 * @param layer the layer to narrow
 * @param fewer number of channels that go, the last ones, at least 1
 */
public record Narrow(int layer, int fewer) implements Morph {

    public Narrow {
        if (fewer < 1) {
            throw new IllegalArgumentException("Narrowing by " + fewer + " channels");
        }
    }

    @Override
    public WeightedNetwork apply(WeightedNetwork parent, RandomGenerator random) {
        int width = Widen.width(parent.network().layer(layer).layer());
        if (fewer >= width) {
            throw new InvalidNetworkException(
                    "Layer %d has %d channels, too few to take %d".formatted(layer, width, fewer));
        }
        ChannelGroup group = ChannelGroup.of(parent.network(), layer, width);
        NetworkBuilder builder = new NetworkBuilder(parent.network());
        for (int id : group.layers()) {
            Layer old = parent.network().layer(id).layer();
            builder.replace(
                    id, Widen.widened(old, -fewer * group.outputInsertions(id), -fewer * group.inputInsertions(id)));
        }
        Map<Integer, Map<String, Tensor>> layers =
                new LinkedHashMap<>(parent.weights().layers());
        group.producers().forEach((id, ends) -> layers.computeIfPresent(id, (key, t) -> withoutOutputs(t, ends)));
        group.normalised().forEach((id, ends) -> layers.computeIfPresent(id, (key, t) -> withoutOutputs(t, ends)));
        group.consumers().forEach((id, ends) -> layers.computeIfPresent(id, (key, t) -> withoutInputs(t, ends)));
        return new WeightedNetwork(builder.build(), new Weights(layers));
    }

    private Map<String, Tensor> withoutOutputs(Map<String, Tensor> tensors, TreeSet<Integer> ends) {
        Map<String, Tensor> result = new LinkedHashMap<>();
        tensors.forEach((name, tensor) -> result.put(name, without(tensor, Widen.outputAxis(tensor), ends)));
        return result;
    }

    private Map<String, Tensor> withoutInputs(Map<String, Tensor> tensors, TreeSet<Integer> ends) {
        Map<String, Tensor> result = new LinkedHashMap<>(tensors);
        result.computeIfPresent(Weights.KERNEL, (name, kernel) -> without(kernel, 1 - Widen.outputAxis(kernel), ends));
        return result;
    }

    private Tensor without(Tensor tensor, int axis, TreeSet<Integer> ends) {
        Tensor narrower = tensor;
        for (int end : ends.descendingSet()) {
            narrower = Axis.remove(narrower, axis, end - fewer, fewer);
        }
        return narrower;
    }

    @Override
    public MorphKind kind() {
        return MorphKind.NARROW;
    }

    @Override
    public String toString() {
        return "narrow(%d,%d)".formatted(layer, fewer);
    }
}
