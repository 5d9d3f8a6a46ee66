// SPDX-License-Identifier: Apache-2.0
package org.aiperf.search.morph;

import org.aiperf.network.Network;
import org.aiperf.operations.OperationDefinition;

/**
 * How large a child may become.
 *
 * @param layers greatest number of layers
 * @param parameters greatest number of parameters
 * @param operations greatest number of operations of one image's forward pass
 */
public record MorphLimits(int layers, long parameters, double operations) {

    /** Operations of one image's forward pass, as a limit counts them. */
    public static double operations(Network network) {
        return OperationDefinition.fixed(1).count(network).evalPerImage();
    }

    boolean admit(Network network) {
        return network.layers().size() <= layers
                && network.parameters() <= parameters
                && operations(network) <= operations;
    }
}
