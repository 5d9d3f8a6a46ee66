// SPDX-License-Identifier: Apache-2.0
package org.aiperf.search.bayes;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.aiperf.network.Network;
import org.aiperf.network.SeedNetworks;
import org.aiperf.network.Shape.FeatureMap;
import org.aiperf.search.morph.MorphKind;
import org.aiperf.search.morph.MorphLimits;
import org.aiperf.search.morph.MorphSampler;

/** Networks as a search leaves them behind: each is a random earlier one with a few random morphs more. */
public final class RandomNetworks {

    private static final MorphSampler SAMPLER = new MorphSampler(
            List.of(MorphKind.WIDEN, MorphKind.DEEPEN, MorphKind.SKIP_ADD, MorphKind.SKIP_CONCAT),
            new MorphLimits(600, 1L << 30, 1e15, 1e15, 1));

    private RandomNetworks() {}

    /** Residual networks for images of 32 by 32 pixels. */
    public static List<NetworkCode> small(int count, long seed) {
        return codes(grown(SeedNetworks.named("resnet-14", new FeatureMap(32, 32, 3), 10), count, 6, seed));
    }

    /** ResNet-50 and descendants: chains of 178 to about 230 layers. */
    public static List<NetworkCode> large(int count, long seed) {
        return codes(grown(SeedNetworks.named("resnet-50", new FeatureMap(224, 224, 3), 1000), count, 3, seed)).stream()
                .filter(code -> code.length() <= 230)
                .toList();
    }

    public static List<Network> grown(Network root, int count, int mostMorphs, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        List<Network> networks = new ArrayList<>(List.of(root));
        while (networks.size() < count) {
            Network network = networks.get(random.nextInt(networks.size()));
            for (int morphs = random.nextInt(1, mostMorphs + 1); morphs > 0; morphs--) {
                network =
                        SAMPLER.draw(network, random, any -> true).orElseThrow().child();
            }
            networks.add(network);
        }
        return networks;
    }

    private static List<NetworkCode> codes(List<Network> networks) {
        return networks.stream().map(NetworkCode::of).toList();
    }
}
