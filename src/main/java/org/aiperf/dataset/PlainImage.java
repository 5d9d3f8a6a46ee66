// SPDX-License-Identifier: Apache-2.0
package org.aiperf.dataset;

import java.awt.Rectangle;
import java.io.IOException;
import java.util.random.RandomGenerator;
import org.aiperf.image.ImageSize;
import org.aiperf.image.decode.EncodedImage;
import org.aiperf.image.decode.ImageDecoder;

/** The image as it is. */
record PlainImage(ImageDecoder decoder, ImageSize size) implements Transform {

    @Override
    public void apply(EncodedImage encoded, RandomGenerator draws, byte[] batch, int offset) throws IOException {
        ImageSize actual = decoder.size(encoded);
        if (!actual.equals(size)) {
            throw new IOException("its image has %s pixels, not %s; prepare images of one size or use preprocessing %s"
                    .formatted(actual, size, Preprocessing.AIPERF.text()));
        }
        Rectangle whole = new Rectangle(size.width(), size.height());
        decoder.decode(encoded, whole, batch, offset, size.width() * decoder.channels());
    }

    @Override
    public void close() {
        decoder.close();
    }
}
