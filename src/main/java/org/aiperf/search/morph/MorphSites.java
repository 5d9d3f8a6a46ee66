// SPDX-License-Identifier: Apache-2.0
package org.aiperf.search.morph;

import java.util.ArrayList;
import java.util.List;
import org.aiperf.network.Descriptor;
import org.aiperf.network.Layer;
import org.aiperf.network.Network;
import org.aiperf.network.PlacedLayer;
import org.aiperf.network.Shape;

/** Where a network may be changed (method section 3.3), as layer ids in the order of the main chain. */
public final class MorphSites {

    /** In the reference a skip starts no earlier than here in the list of its eligible layers. */
    private static final int FIRST_SKIP = 4;

    private MorphSites() {}

    /** Convolutions on the main chain but the last, then dense layers but the last. */
    public static List<Integer> wide(Network network) {
        List<Integer> convolutions = new ArrayList<>();
        List<Integer> dense = new ArrayList<>();
        for (int id : Descriptor.of(network).layers()) {
            Layer.Kind kind = network.layer(id).kind();
            if (kind == Layer.Kind.CONV) {
                convolutions.add(id);
            } else if (kind == Layer.Kind.DENSE) {
                dense.add(id);
            }
        }
        List<Integer> sites = new ArrayList<>(convolutions.subList(0, Math.max(convolutions.size() - 1, 0)));
        sites.addAll(dense.subList(0, Math.max(dense.size() - 1, 0)));
        return sites;
    }

    /** Convolutions on the main chain. */
    public static List<Integer> convolutions(Network network) {
        return Descriptor.of(network).layers().stream()
                .filter(id -> network.layer(id).kind() == Layer.Kind.CONV)
                .toList();
    }

    /** ReLUs on the main chain before the global pool. */
    public static List<Integer> deep(Network network) {
        return beforePool(network).stream()
                .filter(id -> network.layer(id).kind() == Layer.Kind.RELU)
                .toList();
    }

    /** Layers on the main chain before the global pool except Add and Concat, the last dropped. */
    public static List<Integer> skip(Network network) {
        List<Integer> layers = beforePool(network);
        return layers.subList(0, Math.max(layers.size() - 1, 0));
    }

    /** Pairs of a ReLU and a later batch norm that a sum may join. */
    public static List<int[]> skipPairs(Network network) {
        List<Integer> sites = skip(network);
        List<int[]> pairs = new ArrayList<>();
        for (int i = FIRST_SKIP; i < sites.size(); i++) {
            if (network.layer(sites.get(i)).kind() == Layer.Kind.RELU) {
                for (int j = i + 1; j < sites.size(); j++) {
                    if (network.layer(sites.get(j)).kind() == Layer.Kind.BATCH_NORM) {
                        pairs.add(new int[] {sites.get(i), sites.get(j)});
                    }
                }
            }
        }
        return pairs;
    }

    private static List<Integer> beforePool(Network network) {
        List<Integer> result = new ArrayList<>();
        for (int id : Descriptor.of(network).layers()) {
            PlacedLayer placed = network.layer(id);
            if (network.shape(placed.output()) instanceof Shape.Vector) {
                break;
            }
            if (placed.inputs().size() == 1) {
                result.add(id);
            }
        }
        return result;
    }
}
