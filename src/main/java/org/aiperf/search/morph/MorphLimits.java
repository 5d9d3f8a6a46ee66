// SPDX-License-Identifier: Apache-2.0
package org.aiperf.search.morph;

import org.aiperf.network.Network;
import org.aiperf.network.PlacedLayer;
import org.aiperf.operations.OperationDefinition;

/**
 * How large a child may become.
 *
 * @param layers greatest number of layers
 * @param parameters greatest number of parameters
 * @param operations greatest number of operations of one image's forward pass
 * @param memory greatest estimate of the memory of a training step, in bytes
 * @param batchSize images of the step that the estimate is for
 */
public record MorphLimits(int layers, long parameters, double operations, double memory, int batchSize) {

    /** Weights, gradients, velocity and a workspace. */
    private static final int COPIES_OF_PARAMETERS = 4;

    /** Each activation and its gradient. */
    private static final int COPIES_OF_ACTIVATIONS = 2;

    /** Operations of one image's forward pass, as a limit counts them. */
    public static double operations(Network network) {
        return OperationDefinition.fixed(1).count(network).evalPerImage();
    }

    /** Bytes that a training step takes at least, in single precision and without reuse. */
    public static double memory(Network network, int batchSize) {
        double activations = 0;
        for (PlacedLayer placed : network.layers()) {
            activations += network.shape(placed.output()).size();
        }
        return Float.BYTES
                * (COPIES_OF_PARAMETERS * (double) network.parameters()
                        + COPIES_OF_ACTIVATIONS * activations * batchSize);
    }

    boolean admit(Network network) {
        return network.layers().size() <= layers
                && network.parameters() <= parameters
                && memory(network, batchSize) <= memory
                && operations(network) <= operations;
    }
}
