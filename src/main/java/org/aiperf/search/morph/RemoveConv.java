// SPDX-License-Identifier: Apache-2.0
package org.aiperf.search.morph;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import org.aiperf.network.InvalidNetworkException;
import org.aiperf.network.Layer;
import org.aiperf.network.Network;

/**
 * Takes away a convolution that keeps the shape of its input, with the batch norm and the ReLU behind it: the reverse
 * of {@link Deepen}. The function changes.
 *
 * @param layer the convolution
 */
public record RemoveConv(int layer) implements Morph {

    @Override
    public WeightedNetwork apply(WeightedNetwork parent, RandomGenerator random) {
        return removal(parent.network()).applyTo(parent);
    }

    @Override
    public int seedLayers(Network parent, int before) {
        return removal(parent).staying(before);
    }

    /** All convolutions that a network could lose. */
    static List<Morph> sites(Network network) {
        List<Morph> sites = new ArrayList<>();
        for (int id = 0; id < network.layers().size(); id++) {
            if (isRemovable(network, id)) {
                sites.add(new RemoveConv(id));
            }
        }
        return sites;
    }

    private static boolean isRemovable(Network network, int id) {
        return network.layer(id).kind() == Layer.Kind.CONV && Removal.keepsShape(network, id);
    }

    private Removal removal(Network network) {
        if (!isRemovable(network, layer)) {
            throw new InvalidNetworkException(
                    "Layer %d is no convolution that keeps its input's shape".formatted(layer));
        }
        TreeSet<Integer> gone = new TreeSet<>(List.of(layer));
        int node = network.layer(layer).output();
        for (Layer.Kind next : List.of(Layer.Kind.BATCH_NORM, Layer.Kind.RELU)) {
            int reader = Removal.onlyReader(network, node);
            if (reader >= 0 && network.layer(reader).kind() == next) {
                gone.add(reader);
                node = network.layer(reader).output();
            }
        }
        return new Removal(gone, node, network.layer(layer).input());
    }

    @Override
    public MorphKind kind() {
        return MorphKind.REMOVE_CONV;
    }

    @Override
    public String toString() {
        return "remove-conv(%d)".formatted(layer);
    }
}
