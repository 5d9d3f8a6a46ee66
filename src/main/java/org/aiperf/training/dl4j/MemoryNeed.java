// SPDX-License-Identifier: Apache-2.0
package org.aiperf.training.dl4j;

import org.aiperf.network.Layer;
import org.aiperf.network.Network;
import org.aiperf.training.TrainingFailedException;
import org.aiperf.training.TrainingFailedException.Reason;

/**
 * A lower bound of the memory that a training step takes outside of the heap. The operating system grants more than it
 * has and then kills the process, so what cannot fit must be refused beforehand.
 *
 * @param bytes weights, gradients and velocity, and activations of the batch
 */
record MemoryNeed(double bytes) {

    static MemoryNeed of(Network network, int batchSize) {
        double activations = 0;
        for (int id : network.topologicalOrder()) {
            double size = network.shape(network.layer(id).output()).size();
            activations += network.layer(id).layer() instanceof Layer.Conv ? 2 * size : size;
        }
        return new MemoryNeed(Float.BYTES * (3.0 * network.parameters() + activations * batchSize));
    }

    void requireWithin(long limit) throws TrainingFailedException {
        if (bytes > limit) {
            throw new TrainingFailedException(
                    Reason.OUT_OF_MEMORY,
                    "A training step needs at least %.1f GB, there are %.1f GB; take a smaller batch"
                            .formatted(bytes / 1e9, limit / 1e9));
        }
    }
}
