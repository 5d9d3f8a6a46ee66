// SPDX-License-Identifier: Apache-2.0
package org.aiperf.simulation;

import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.aiperf.network.Network;
import org.aiperf.search.bayes.EditDistance;
import org.aiperf.search.bayes.NetworkCode;
import org.aiperf.search.morph.MorphKind;
import org.aiperf.search.morph.MorphLimits;
import org.aiperf.search.morph.MorphSampler;

/**
 * Accuracy as nearness to a network that the search does not know.
 *
 * @param target that network
 */
record HiddenTarget(NetworkCode target) implements Objective {

    private static final double SCALE = 60;

    /** Edit distance between the root and the target, at least. */
    private static final double AWAY = 50;

    private static final MorphSampler SAMPLER = new MorphSampler(
            List.of(MorphKind.WIDEN, MorphKind.DEEPEN, MorphKind.SKIP_ADD),
            new MorphLimits(100, 40_000_000, 1e15, 1e15, 1));

    /** A target some way off: random morphs of the root until it is far enough or no other fits the limits. */
    static HiddenTarget of(Network root, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        NetworkCode from = NetworkCode.of(root);
        Network network = root;
        while (EditDistance.total(from, NetworkCode.of(network)) < AWAY) {
            Optional<MorphSampler.Step> step = SAMPLER.draw(network, random, any -> true);
            if (step.isEmpty()) {
                break;
            }
            network = step.get().child();
        }
        return new HiddenTarget(NetworkCode.of(network));
    }

    @Override
    public double accuracy(Network network) {
        return Math.exp(-EditDistance.total(NetworkCode.of(network), target) / SCALE);
    }
}
