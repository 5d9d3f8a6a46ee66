// SPDX-License-Identifier: Apache-2.0
package org.aiperf.search.morph;

import java.util.List;
import java.util.stream.Stream;
import org.aiperf.network.MemoryLimit;
import org.aiperf.network.Network;
import org.aiperf.network.TrainingMemory;
import org.aiperf.operations.OperationDefinition;

/**
 * How large a child may become.
 *
 * @param layers greatest number of layers
 * @param parameters greatest number of parameters
 * @param operations greatest number of operations of one image's forward pass
 * @param memory greatest estimates of the memory of a training step: what the rules say, and what a device has
 * @param batchSize images of the step that the estimates are for
 * @param kernel largest kernel that {@link TrialNetwork} may give to convolutions, which the estimates allow for
 */
public record MorphLimits(
        int layers, long parameters, double operations, List<MemoryLimit> memory, int batchSize, int kernel) {

    /** Share of a limit from which on a network is near it: most morphs that grow no longer fit. */
    private static final double NEARLY = 0.85;

    public MorphLimits {
        memory = List.copyOf(memory);
    }

    /** Limits of networks whose kernels stay as they are; memory by the rules' estimate, in bytes. */
    public MorphLimits(int layers, long parameters, double operations, double memory, int batchSize) {
        this(layers, parameters, operations, List.of(new MemoryLimit(TrainingMemory.NOMINAL, memory)), batchSize, 1);
    }

    /** The same on a device that has so much memory. */
    public MorphLimits on(MemoryLimit device) {
        return new MorphLimits(
                layers,
                parameters,
                operations,
                Stream.concat(memory.stream(), Stream.of(device)).toList(),
                batchSize,
                kernel);
    }

    /** Operations of one image's forward pass, as a limit counts them. */
    public static double operations(Network network) {
        return OperationDefinition.fixed(1).count(network).evalPerImage();
    }

    /** Whether a child may be so large. */
    public boolean admit(Network network) {
        return network.layers().size() <= layers
                && network.parameters() <= parameters
                && operations(network) <= operations
                && fits(network);
    }

    private boolean fits(Network network) {
        double further = withLargerKernels(network);
        return memory.stream().allMatch(limit -> limit.admits(network, batchSize, further));
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
