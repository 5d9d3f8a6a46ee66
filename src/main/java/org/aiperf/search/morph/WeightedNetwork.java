// SPDX-License-Identifier: Apache-2.0
package org.aiperf.search.morph;

import org.aiperf.network.Network;
import org.aiperf.network.Weights;

/**
 * A network with the weights of all its layers, or with none at all.
 *
 * @param network the structure
 * @param weights complete weights, or {@link Weights#NONE} for a network that was never trained
 */
public record WeightedNetwork(Network network, Weights weights) {

    public WeightedNetwork {
        weights.requireFit(network);
    }

    /** A network that was never trained. */
    public static WeightedNetwork untrained(Network network) {
        return new WeightedNetwork(network, Weights.NONE);
    }
}
