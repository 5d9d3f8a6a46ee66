// SPDX-License-Identifier: Apache-2.0
package org.aiperf.dataset;

/**
 * How a data set is read; only the shuffle settings change the order of the images, none changes the images.
 *
 * @param openShards shards read in turn while shuffling
 * @param shuffleBytes size of the shuffle buffer in bytes of encoded images
 * @param decoders threads that decode
 * @param batchesAhead batches that are decoded while the trainer works on another
 */
public record Reading(int openShards, long shuffleBytes, int decoders, int batchesAhead) {

    /** Sixteen shards, 128 MiB (the reference's 1,024 records of ImageNet), one decoder, two batches ahead. */
    public static final Reading DEFAULT = new Reading(16, 128L << 20, 1, 2);

    public Reading {
        if (openShards < 1 || shuffleBytes < 1 || decoders < 1 || batchesAhead < 1) {
            throw new IllegalArgumentException(
                    "Open shards %d, shuffle bytes %d, decoders %d and batches ahead %d must all be at least 1"
                            .formatted(openShards, shuffleBytes, decoders, batchesAhead));
        }
    }

    /** The same with another shuffle buffer. */
    public Reading withShuffleBytes(long bytes) {
        return new Reading(openShards, bytes, decoders, batchesAhead);
    }

    /** The same with another number of decoding threads. */
    public Reading withDecoders(int count) {
        return new Reading(openShards, shuffleBytes, count, batchesAhead);
    }
}
