// SPDX-License-Identifier: Apache-2.0
package org.aiperf.simulation;

import java.util.ArrayList;
import java.util.List;
import org.aiperf.config.InvalidSettingsException;
import org.aiperf.config.Settings;
import org.aiperf.config.SettingsLoader;
import org.aiperf.network.Network;
import org.aiperf.network.SeedNetworks;
import org.aiperf.network.Shape.FeatureMap;
import org.aiperf.search.Searches;
import org.aiperf.search.morph.MorphKind;
import org.aiperf.search.morph.MorphLimits;
import org.aiperf.search.morph.MorphSampler;

/**
 * What all contestants of a comparison share.
 *
 * @param images shape of the images
 * @param root name of the network to begin with
 * @param noise standard deviation of what a search sees of an accuracy
 * @param shared settings of all searches
 */
record World(FeatureMap images, String root, double noise, List<String> shared) {

    static final int CLASSES = 10;

    /**
     * Small images, the reference's morphs, and as much room as 110 layers gave the synthetic objectives where a skip counted
     * as one: here it has three with its projection, and good networks have about ten.
     */
    static final World SYNTHETIC = new World(
            new FeatureMap(32, 32, 3),
            "resnet-14",
            0.004,
            List.of(
                    "search.morphs=[widen,deepen,skip-add]",
                    "search.population=30",
                    "search.tournament=10",
                    "search.max-layers=130",
                    "search.max-parameters=40000000"));

    /** The preset hour, from which the recorded trials come. */
    static final World RECORDED = new World(
            new FeatureMap(28, 28, 1),
            "resnet-8-strided",
            0.004,
            List.of(
                    "search.morphs=[widen,deepen,skip-add,insert-basic-block,narrow,remove-branch,remove-conv]",
                    "search.population=30",
                    "search.tournament=8",
                    "search.max-layers=100",
                    "search.max-parameters=2000000",
                    "search.max-operations-ratio=2.0",
                    "training.batch-size=64",
                    "training.evaluation-batch-size=250",
                    "training.epochs.scale=0.05"));

    /** The settings of a search, with some of its own. */
    Settings settings(List<String> own) {
        List<String> all = new ArrayList<>(shared);
        all.add("search.seed-networks=[" + root + "]");
        all.add("search.initial-morphs=1");
        all.addAll(own);
        try {
            return new SettingsLoader(null).load(null, all);
        } catch (InvalidSettingsException e) {
            throw new IllegalStateException("The simulation's settings are wrong", e);
        }
    }

    Network rootNetwork() {
        return SeedNetworks.named(root, images, CLASSES);
    }

    /** The reference's morphs within the limits, for contestants that are no strategy of the product. */
    MorphSampler limited() {
        Settings settings = settings(List.of());
        MorphLimits limits = Searches.limits(settings.search(), settings.training(), List.of(rootNetwork()));
        return new MorphSampler(List.of(MorphKind.WIDEN, MorphKind.DEEPEN, MorphKind.SKIP_ADD), limits);
    }
}
