// SPDX-License-Identifier: Apache-2.0
package org.aiperf.simulation;

import java.util.List;
import org.aiperf.network.Network;
import org.aiperf.network.SeedNetworks;
import org.aiperf.network.Shape.FeatureMap;
import org.aiperf.search.morph.MorphKind;
import org.aiperf.search.morph.MorphLimits;
import org.aiperf.search.morph.MorphSampler;

/** What all contestants share: small images, a residual network to begin with, the reference's morphs, and limits. */
final class World {

    static final FeatureMap IMAGES = new FeatureMap(32, 32, 3);
    static final int CLASSES = 10;
    static final String ROOT = "resnet-14";

    /** Standard deviation of what a search sees of an accuracy. */
    static final double NOISE = 0.004;

    /**
     * As much room as 110 layers gave these objectives where a skip counted as one: here it has three with its
     * projection, and good networks have about ten.
     */
    private static final int LAYERS = 130;

    private static final long PARAMETERS = 40_000_000;

    static final List<String> SETTINGS = List.of(
            "search.seed-networks=[" + ROOT + "]",
            "search.morphs=[widen,deepen,skip-add]",
            "search.initial-morphs=1",
            "search.population=30",
            "search.tournament=10",
            "search.max-layers=" + LAYERS,
            "search.max-parameters=" + PARAMETERS);

    /** The same morphs and limits for contestants that are no strategy of the product. */
    static final MorphSampler LIMITED = new MorphSampler(
            List.of(MorphKind.WIDEN, MorphKind.DEEPEN, MorphKind.SKIP_ADD),
            new MorphLimits(LAYERS, PARAMETERS, Double.MAX_VALUE, Double.MAX_VALUE, 1));

    private World() {}

    static Network root() {
        return SeedNetworks.named(ROOT, IMAGES, CLASSES);
    }
}
