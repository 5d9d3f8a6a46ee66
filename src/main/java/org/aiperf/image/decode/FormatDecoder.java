// SPDX-License-Identifier: Apache-2.0
package org.aiperf.image.decode;

import java.awt.Rectangle;
import java.io.Closeable;

/** Decodes files of one format, as {@link ImageDecoder} promises it. Not thread-safe. */
interface FormatDecoder extends Closeable {

    /**
     * Reads the header.
     *
     * @throws DamagedImageException if it cannot be used
     */
    ImageHeader header(EncodedImage file) throws DamagedImageException;

    /**
     * Writes a window's samples.
     *
     * @throws DamagedImageException if something in the rows down to the window's last is damaged
     */
    void decode(EncodedImage file, Rectangle window, byte[] target, int offset, int stride)
            throws DamagedImageException;

    /**
     * Looks for damage that decoding would pass over.
     *
     * @throws DamagedImageException if there is any
     */
    default void requireWhole(EncodedImage file) throws DamagedImageException {}

    @Override
    void close();
}
