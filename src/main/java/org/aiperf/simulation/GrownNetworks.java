// SPDX-License-Identifier: Apache-2.0
package org.aiperf.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.aiperf.network.Network;
import org.aiperf.network.SeedNetworks;
import org.aiperf.network.Shape.FeatureMap;
import org.aiperf.search.bayes.NetworkCode;
import org.aiperf.search.morph.MorphKind;
import org.aiperf.search.morph.MorphLimits;
import org.aiperf.search.morph.MorphSampler;

/** ResNet-50 and descendants of it, as a search leaves them behind. */
final class GrownNetworks {

    private static final FeatureMap IMAGE = new FeatureMap(224, 224, 3);
    private static final int CLASSES = 1000;
    private static final int LONGEST = 230;
    private static final int MOST_MORPHS = 3;

    private static final MorphSampler SAMPLER = new MorphSampler(
            List.of(MorphKind.WIDEN, MorphKind.DEEPEN, MorphKind.SKIP_ADD, MorphKind.SKIP_CONCAT),
            new MorphLimits(600, 1L << 30, 1e15, 1e15, 1));

    private GrownNetworks() {}

    /** Each is a random earlier one with a few random morphs more. */
    static List<Network> of(int count, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        List<Network> grown = new ArrayList<>(List.of(SeedNetworks.named("resnet-50", IMAGE, CLASSES)));
        while (grown.size() < count) {
            Network network = grown.get(random.nextInt(grown.size()));
            for (int morphs = random.nextInt(1, MOST_MORPHS + 1); morphs > 0; morphs--) {
                network =
                        SAMPLER.draw(network, random, any -> true).orElseThrow().child();
            }
            if (NetworkCode.of(network).length() <= LONGEST) {
                grown.add(network);
            }
        }
        return grown;
    }
}
