// SPDX-License-Identifier: Apache-2.0
package org.aiperf.dataset;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.aiperf.image.ImageBatches;

/** Labelled images to train on and to validate with. Thread-safe; the passes it hands out are not. */
public interface Dataset {

    /** Sizes and counts. */
    DatasetInfo info();

    /**
     * What it holds, whatever its shards; empty if nobody has stated that. Compares the statement with the digests of all
     * images in the shards' indexes; the images themselves are compared with these when a shard is read for the first
     * time by an opened data set, and one that differs is a {@link DamagedShardException}.
     *
     * @throws IOException if an index is missing or the indexes say something else
     */
    default Optional<Content> content() throws IOException {
        return Optional.empty();
    }

    /** One name a class, in the order of their labels; none where nobody named them. */
    default List<String> classNames() {
        return List.of();
    }

    /**
     * One pass over the training images in an order, and with random crops and flips, that depend on seed and epoch
     * only. Images that do not fill the last batch are dropped.
     *
     * @param batchSize images in each batch
     * @param seed the trial's seed for its data
     * @param epoch epoch of the trial, from 0
     * @throws IllegalArgumentException if not even one batch can be filled
     */
    ImageBatches training(int batchSize, long seed, int epoch);

    /**
     * One pass over the validation images, each exactly once and always in the same order; the last batch may be smaller.
     *
     * @param batchSize images in each batch but the last
     */
    ImageBatches validation(int batchSize);

    /** Validation images of each piece that can be read by itself, in the order of {@link #validation}. */
    default List<Integer> validationShards() {
        return List.of(info().validationImages());
    }

    /**
     * One pass over one piece of the validation images.
     *
     * @param shard index of the piece in {@link #validationShards}
     */
    default ImageBatches validationShard(int batchSize, int shard) {
        return validation(batchSize);
    }
}
