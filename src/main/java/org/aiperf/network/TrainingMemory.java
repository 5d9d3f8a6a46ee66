// SPDX-License-Identifier: Apache-2.0
package org.aiperf.network;

/**
 * An estimate of the memory of a training step. {@link #NOMINAL} is the one that rules speak of: it knows the network
 * alone, so that everybody computes the same for a run. {@link StepMemory} says what a library really takes.
 */
public interface TrainingMemory {

    /**
     * Four times the parameters (weights, gradients, velocity and a workspace) and twice the activations of the batch, all
     * of them in single precision. Deeplearning4j's stock layers took 0.95 to 1.04 times as much on a CPU, for residual
     * networks of 8 and 14 layers at 700 to 1300 MB.
     */
    TrainingMemory NOMINAL = new TrainingMemory() {
        @Override
        public double ofParameters(double parameters) {
            return 4 * Float.BYTES * parameters;
        }

        @Override
        public double ofImages(Network network, int batchSize) {
            double activations = 0;
            for (PlacedLayer placed : network.layers()) {
                activations += network.shape(placed.output()).size();
            }
            return 2 * Float.BYTES * activations * batchSize;
        }
    };

    /** Bytes that a number of parameters takes. */
    double ofParameters(double parameters);

    /** Bytes that the images of a batch take in a network. */
    double ofImages(Network network, int batchSize);

    /** Bytes of a step. */
    default double bytes(Network network, int batchSize) {
        return ofParameters((double) network.parameters()) + ofImages(network, batchSize);
    }
}
