// SPDX-License-Identifier: Apache-2.0
package org.aiperf.search.morph;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.aiperf.network.Network;

/** The kinds of morphs that a search draws from, each with the places where it fits. */
public enum MorphKind {
    WIDEN {
        @Override
        List<Morph> candidates(Network network, RandomGenerator random) {
            List<Morph> morphs = new ArrayList<>();
            double factor = factor(random);
            for (int id : MorphSites.wide(network)) {
                int width = Widen.width(network.layer(id).layer());
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
    },
    GROW_KERNEL {
        @Override
        List<Morph> candidates(Network network, RandomGenerator random) {
            List<Morph> morphs = new ArrayList<>();
            for (int id : MorphSites.convolutions(network)) {
                network.layer(id)
                        .layer()
                        .convolution()
                        .filter(conv -> GrowKernel.isCentred(conv) && conv.kernel() < LARGEST_KERNEL)
                        .ifPresent(conv -> morphs.add(new GrowKernel(id, conv.kernel() + 2)));
            }
            return morphs;
        }
    },
    INSERT_BASIC_BLOCK {
        @Override
        List<Morph> candidates(Network network, RandomGenerator random) {
            return residual(network, InsertResidual.Block.BASIC);
        }
    },
    INSERT_BOTTLENECK {
        @Override
        List<Morph> candidates(Network network, RandomGenerator random) {
            return residual(network, InsertResidual.Block.BOTTLENECK);
        }
    },
    NARROW {
        @Override
        List<Morph> candidates(Network network, RandomGenerator random) {
            List<Morph> morphs = new ArrayList<>();
            double factor = factor(random);
            for (int id : MorphSites.wide(network)) {
                int width = Widen.width(network.layer(id).layer());
                int fewer = (int) Math.round(width * (1 - 1 / factor));
                if (fewer >= 1 && fewer < width) {
                    morphs.add(new Narrow(id, fewer));
                }
            }
            return morphs;
        }
    },
    REMOVE_BRANCH {
        @Override
        List<Morph> candidates(Network network, RandomGenerator random) {
            return RemoveBranch.sites(network);
        }
    },
    REMOVE_CONV {
        @Override
        List<Morph> candidates(Network network, RandomGenerator random) {
            return RemoveConv.sites(network);
        }
    };

    private static final List<MorphKind> ALL = List.of(values());
    private static final double[] FACTORS = {1.25, 1.5, 2};
    private static final int KERNEL = 3;
    private static final int LARGEST_KERNEL = 7;

    /** A set as bits, the kind that is declared first lowest. */
    public static int bits(Set<MorphKind> kinds) {
        int bits = 0;
        for (int i = 0; i < ALL.size(); i++) {
            bits |= kinds.contains(ALL.get(i)) ? 1 << i : 0;
        }
        return bits;
    }

    /** The set that {@link #bits} has packed. */
    public static Set<MorphKind> of(int bits) {
        Set<MorphKind> kinds = EnumSet.noneOf(MorphKind.class);
        for (int i = 0; i < ALL.size(); i++) {
            if ((bits & 1 << i) != 0) {
                kinds.add(ALL.get(i));
            }
        }
        return kinds;
    }

    /** Whether it adds to a network and keeps what that computes. */
    public boolean grows() {
        return this != NARROW && this != REMOVE_BRANCH && this != REMOVE_CONV;
    }

    /** Every morph of this kind that a network offers. */
    abstract List<Morph> candidates(Network network, RandomGenerator random);

    private static double factor(RandomGenerator random) {
        return FACTORS[random.nextInt(FACTORS.length)];
    }

    private static List<Morph> residual(Network network, InsertResidual.Block block) {
        return MorphSites.deep(network).stream()
                .<Morph>map(id -> new InsertResidual(id, block))
                .toList();
    }
}
