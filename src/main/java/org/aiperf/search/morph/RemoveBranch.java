// SPDX-License-Identifier: Apache-2.0
package org.aiperf.search.morph;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import org.aiperf.network.InvalidNetworkException;
import org.aiperf.network.Layer;
import org.aiperf.network.Network;
import org.aiperf.network.PlacedLayer;

/**
 * Takes away a term of a sum of two, with all the layers that served it alone: the branch of a residual block or a
 * skip connection. The function changes.
 *
 * @param layer the Add
 * @param term which of its inputs goes, 0 or 1
 */
public record RemoveBranch(int layer, int term) implements Morph {

    @Override
    public WeightedNetwork apply(WeightedNetwork parent, RandomGenerator random) {
        return removal(parent.network()).applyTo(parent);
    }

    @Override
    public int seedLayers(Network parent, int before) {
        return removal(parent).staying(before);
    }

    /** All branches that a network could lose. */
    static List<Morph> sites(Network network) {
        List<Morph> sites = new ArrayList<>();
        for (int id = 0; id < network.layers().size(); id++) {
            PlacedLayer placed = network.layer(id);
            if (isSumOfTwo(placed)) {
                for (int term = 0; term < 2; term++) {
                    if (!branch(network, placed.inputs().get(term)).isEmpty()) {
                        sites.add(new RemoveBranch(id, term));
                    }
                }
            }
        }
        return sites;
    }

    private Removal removal(Network network) {
        PlacedLayer placed = network.layer(layer);
        if (!isSumOfTwo(placed)) {
            throw new InvalidNetworkException("Layer %d is no sum of two".formatted(layer));
        }
        TreeSet<Integer> gone = branch(network, placed.inputs().get(term));
        if (gone.isEmpty()) {
            throw new InvalidNetworkException("Layer %d adds a node that others need, too".formatted(layer));
        }
        gone.add(layer);
        return new Removal(gone, placed.output(), placed.inputs().get(1 - term));
    }

    private static boolean isSumOfTwo(PlacedLayer placed) {
        return placed.kind() == Layer.Kind.ADD
                && placed.inputs().size() == 2
                && !placed.inputs().get(0).equals(placed.inputs().get(1));
    }

    /** The layers above a node that nobody else needs, up to where the paths part. */
    private static TreeSet<Integer> branch(Network network, int end) {
        TreeSet<Integer> layers = new TreeSet<>();
        int node = end;
        while (Removal.onlyReader(network, node) >= 0 && network.producer(node) >= 0) {
            int producer = network.producer(node);
            if (network.layer(producer).inputs().size() != 1) {
                break;
            }
            layers.add(producer);
            node = network.layer(producer).input();
        }
        // A path that ends in another sum would leave that sum without a reader.
        return network.successors(node).size() > 1 ? layers : new TreeSet<>();
    }

    @Override
    public MorphKind kind() {
        return MorphKind.REMOVE_BRANCH;
    }

    @Override
    public String toString() {
        return "remove-branch(%d,%d)".formatted(layer, term);
    }
}
