// SPDX-License-Identifier: Apache-2.0
package org.aiperf.network;

/**
 * The most memory that a training step may take.
 *
 * @param estimate how it is estimated
 * @param bytes at most
 */
public record MemoryLimit(TrainingMemory estimate, double bytes) {

    /** Everything fits. */
    public static final MemoryLimit NONE = new MemoryLimit(TrainingMemory.NOMINAL, Double.POSITIVE_INFINITY);

    /**
     * Whether a step fits.
     *
     * @param furtherParameters that the network may still get
     */
    public boolean admits(Network network, int batchSize, double furtherParameters) {
        return bytes == Double.POSITIVE_INFINITY
                || estimate.bytes(network, batchSize) + estimate.ofParameters(furtherParameters) <= bytes;
    }
}
