// SPDX-License-Identifier: Apache-2.0
package org.aiperf.search;

import org.aiperf.search.morph.WeightedNetwork;

/**
 * A network as a trial left it.
 *
 * @param network structure and best weights
 * @param seedLayers number of layers of the seed network that its lineage began with
 */
public record Model(WeightedNetwork network, int seedLayers) {}
