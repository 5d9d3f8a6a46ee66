// SPDX-License-Identifier: Apache-2.0
package org.aiperf.image;

/**
 * A batch of images as unsigned bytes, {@code [size, height, width, channels]}, with their labels. The arrays may be
 * longer than the batch and are reused: a batch is valid until the next one is asked for.
 *
 * @param pixels unsigned 8-bit intensities, row-major, channels last
 * @param labels class index from 0 of each image
 * @param size images in this batch, at least 1
 */
@SuppressWarnings("ArrayRecordComponent") // Copying every batch would cost more than decoding it.
public record ImageBatch(byte[] pixels, int[] labels, int size) {

    public ImageBatch {
        if (size < 1 || size > labels.length) {
            throw new IllegalArgumentException("A batch of " + size + " images with " + labels.length + " labels");
        }
    }
}
