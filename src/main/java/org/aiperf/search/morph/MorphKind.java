// SPDX-License-Identifier: Apache-2.0
package org.aiperf.search.morph;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.aiperf.network.Layer;
import org.aiperf.network.Network;

/** The kinds of morphs that a search draws from, each with the places where it fits. */
public enum MorphKind {
    WIDEN {
        @Override
        List<Morph> candidates(Network network, RandomGenerator random) {
            List<Morph> morphs = new ArrayList<>();
            double factor = FACTORS[random.nextInt(FACTORS.length)];
            for (int id : MorphSites.wide(network)) {
                int width = network.layer(id).layer() instanceof Layer.Conv conv
                        ? conv.filters()
                        : ((Layer.Dense) network.layer(id).layer()).units();
                morphs.add(new Widen(id, Math.max(1, (int) Math.round(width * (factor - 1)))));
            }
            return morphs;
        }
    },
    DEEPEN {
        @Override
        List<Morph> candidates(Network network, RandomGenerator random) {
            return MorphSites.deep(network).stream()
                    .<Morph>map(id -> new Deepen(id, KERNEL))
                    .toList();
        }
    },
    SKIP_ADD {
        @Override
        List<Morph> candidates(Network network, RandomGenerator random) {
            return MorphSites.skipPairs(network).stream()
                    .<Morph>map(pair -> new SkipAdd(pair[0], pair[1], SkipAdd.Projection.ALWAYS))
                    .toList();
        }
    },
    SKIP_CONCAT {
        @Override
        List<Morph> candidates(Network network, RandomGenerator random) {
            return MorphSites.skipPairs(network).stream()
                    .<Morph>map(pair -> new SkipConcat(pair[0], pair[1]))
                    .toList();
        }
    };

    private static final double[] FACTORS = {1.25, 1.5, 2};
    private static final int KERNEL = 3;

    /** Every morph of this kind that a network offers, in the order of its main chain. */
    abstract List<Morph> candidates(Network network, RandomGenerator random);
}
