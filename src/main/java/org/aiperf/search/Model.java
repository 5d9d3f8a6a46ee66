// SPDX-License-Identifier: Apache-2.0
package org.aiperf.search;

import java.util.random.RandomGenerator;
import org.aiperf.search.morph.Morph;
import org.aiperf.search.morph.WeightedNetwork;

/**
 * A network as a trial left it.
 *
 * @param network structure and best weights
 * @param seedLayers number of layers of the seed network that its lineage began with
 */
public record Model(WeightedNetwork network, int seedLayers) {

    /** The same without weights. */
    public Model structure() {
        return new Model(WeightedNetwork.untrained(network.network()), seedLayers);
    }

    /** The model that a morph makes of this one. */
    public Model changed(Morph morph, RandomGenerator random) {
        return new Model(morph.apply(network, random), morph.seedLayers(network.network(), seedLayers));
    }
}
