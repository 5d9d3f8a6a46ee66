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
