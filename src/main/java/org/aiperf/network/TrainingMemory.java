// SPDX-License-Identifier: Apache-2.0
package org.aiperf.network;

/**
 * The memory of a training step, estimated in single precision: weights, gradients, velocity and a workspace, and each
 * activation of the batch with its gradient. Residual networks of 8 and 14 layers took 0.95 to 1.04 times as much with
 * Deeplearning4j on a CPU, at 700 to 1300 MB.
 */
public final class TrainingMemory {

    private static final int COPIES_OF_PARAMETERS = 4;
    private static final int COPIES_OF_ACTIVATIONS = 2;

    private TrainingMemory() {}

    /** Bytes of a step. */
    public static double bytes(Network network, int batchSize) {
        double activations = 0;
        for (PlacedLayer placed : network.layers()) {
            activations += network.shape(placed.output()).size();
        }
        return ofParameters((double) network.parameters())
                + Float.BYTES * COPIES_OF_ACTIVATIONS * activations * batchSize;
    }

    /** Bytes that a number of parameters takes in every step. */
    public static double ofParameters(double parameters) {
        return Float.BYTES * COPIES_OF_PARAMETERS * parameters;
    }
}
