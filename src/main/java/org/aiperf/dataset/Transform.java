// SPDX-License-Identifier: Apache-2.0
package org.aiperf.dataset;

import java.io.Closeable;
import java.io.IOException;
import java.util.random.RandomGenerator;
import org.aiperf.image.decode.EncodedImage;

/** From an encoded image to the pixels a network sees. An implementation may keep buffers: one for each thread. */
public interface Transform extends Closeable {

    /**
     * Writes one image, unsigned bytes, {@code [height, width, channels]}, to its place in a batch.
     *
     * @param draws the randomness of this image in this epoch
     * @param offset index of the image's first sample in the batch
     * @throws IOException if the image cannot be used; tells why, as the end of a sentence
     */
    void apply(EncodedImage encoded, RandomGenerator draws, byte[] batch, int offset) throws IOException;

    @Override
    void close();
}
