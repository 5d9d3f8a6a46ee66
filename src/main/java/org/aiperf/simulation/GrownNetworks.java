// SPDX-License-Identifier: Apache-2.0
package org.aiperf.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.aiperf.network.Network;
import org.aiperf.network.SeedNetworks;
import org.aiperf.network.Shape.FeatureMap;
import org.aiperf.search.Model;
import org.aiperf.search.bayes.NetworkCode;
import org.aiperf.search.morph.Morph;
import org.aiperf.search.morph.MorphKind;
import org.aiperf.search.morph.MorphLimits;
import org.aiperf.search.morph.MorphSampler;
import org.aiperf.search.morph.WeightedNetwork;

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

    /**
     * A network with what it was made of.
     *
     * @param parent number of an earlier one; -1 for ResNet-50
     * @param morphs of the parent, in turn
     */
    record Grown(Model model, int parent, List<String> morphs) {

        Network network() {
            return model.network().network();
        }
    }

    /** Each is a random earlier one with a few random morphs more. */
    static List<Grown> of(int count, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Network first = SeedNetworks.named("resnet-50", IMAGE, CLASSES);
        List<Grown> grown = new ArrayList<>();
        grown.add(new Grown(
                new Model(WeightedNetwork.untrained(first), first.layers().size()), -1, List.of()));
        while (grown.size() < count) {
            int parent = random.nextInt(grown.size());
            Model model = grown.get(parent).model();
            List<String> morphs = new ArrayList<>();
            for (int left = random.nextInt(1, MOST_MORPHS + 1); left > 0; left--) {
                Morph morph = SAMPLER.draw(model.network().network(), random, any -> true)
                        .orElseThrow()
                        .morph();
                model = model.changed(morph, random);
                morphs.add(morph.toString());
            }
            if (NetworkCode.of(model.network().network()).length() <= LONGEST) {
                grown.add(new Grown(model, parent, morphs));
            }
        }
        return grown;
    }
}
