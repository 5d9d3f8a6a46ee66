// SPDX-License-Identifier: Apache-2.0
package org.aiperf.dataset.prepare;

import java.io.Closeable;
import java.io.IOException;

/** Reads the images of a source. Not thread-safe: one for each task. */
public interface ImageFetcher extends Closeable {

    /**
     * The image file.
     *
     * @throws IOException if it cannot be read, naming the file
     */
    byte[] fetch(SourceImage image) throws IOException;

    @Override
    default void close() throws IOException {}
}
