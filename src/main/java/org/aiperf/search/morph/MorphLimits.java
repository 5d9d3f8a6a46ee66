// SPDX-License-Identifier: Apache-2.0
package org.aiperf.search.morph;

import org.aiperf.network.Network;

/**
 * How large a child may become.
 *
 * @param layers greatest number of layers
 * @param parameters greatest number of parameters
 */
public record MorphLimits(int layers, long parameters) {

    boolean admit(Network network) {
        return network.layers().size() <= layers && network.parameters() <= parameters;
    }
}
