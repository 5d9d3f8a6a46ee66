// SPDX-License-Identifier: Apache-2.0
package org.aiperf.search.morph;

import org.aiperf.network.Network;
import org.aiperf.network.TrainingMemory;
import org.aiperf.operations.OperationDefinition;

/**
 * How large a child may become.
 *
 * @param layers greatest number of layers
 * @param parameters greatest number of parameters
 * @param operations greatest number of operations of one image's forward pass
 * @param memory greatest estimate of the memory of a training step, in bytes
 * @param batchSize images of the step that the estimate is for
 * @param kernel largest kernel that {@link TrialNetwork} may give to convolutions, which the estimate allows for
 */
public record MorphLimits(int layers, long parameters, double operations, double memory, int batchSize, int kernel) {

    /** Share of a limit from which on a network is near it: most morphs that grow no longer fit. */
    private static final double NEARLY = 0.85;

    /** Limits of networks whose kernels stay as they are. */
    public MorphLimits(int layers, long parameters, double operations, double memory, int batchSize) {
        this(layers, parameters, operations, memory, batchSize, 1);
    }

    /** Operations of one image's forward pass, as a limit counts them. */
    public static double operations(Network network) {
        return OperationDefinition.fixed(1).count(network).evalPerImage();
    }

    /** Whether a child may be so large. */
    public boolean admit(Network network) {
        return network.layers().size() <= layers
                && network.parameters() <= parameters
                && TrainingMemory.bytes(network, batchSize) + TrainingMemory.ofParameters(withLargerKernels(network))
                        <= memory
                && operations(network) <= operations;
    }

    /** Whether a network is near the limit of its layers, parameters or operations. */
    public boolean isNearlyFull(Network network) {
        return network.layers().size() > NEARLY * layers
                || network.parameters() > NEARLY * parameters
                || operations(network) > NEARLY * operations;
    }

    /** Parameters that are added when every convolution larger than 1x1 gets the largest kernel. */
    private double withLargerKernels(Network network) {
        return network.layers().stream()
                .flatMap(placed -> placed.layer().convolution().stream())
                .filter(conv -> conv.kernel() > 1 && conv.kernel() < kernel)
                .mapToDouble(conv ->
                        (double) conv.inputs() * conv.filters() * (kernel * kernel - conv.kernel() * conv.kernel()))
                .sum();
    }
}
