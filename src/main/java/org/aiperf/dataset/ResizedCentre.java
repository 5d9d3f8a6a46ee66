// SPDX-License-Identifier: Apache-2.0
package org.aiperf.dataset;

import java.awt.Rectangle;
import java.io.IOException;
import java.util.random.RandomGenerator;
import org.aiperf.image.ImageSize;
import org.aiperf.image.decode.EncodedImage;
import org.aiperf.image.decode.ImageDecoder;

/**
 * The validation images of the benchmark: resized, bilinear, until they cover 256/224 of the network's input, then cut at
 * the centre. The reference cuts and pads where it says that it resizes; this is a real resize. Source: method section 2.4.
 */
final class ResizedCentre implements Transform {

    private static final double MARGIN = 256.0 / 224.0;

    private final ImageDecoder decoder;
    private final ImageSize size;
    private final Bilinear bilinear;
    private byte[] whole = {};

    ResizedCentre(ImageDecoder decoder, ImageSize size) {
        this.decoder = decoder;
        this.size = size;
        this.bilinear = new Bilinear(size, decoder.channels());
    }

    @Override
    public void apply(EncodedImage encoded, RandomGenerator draws, byte[] batch, int offset) throws IOException {
        ImageSize image = decoder.size(encoded);
        int stride = image.width() * decoder.channels();
        int samples = image.height() * stride + Bilinear.PADDING;
        whole = whole.length < samples ? new byte[samples] : whole;
        decoder.decode(encoded, new Rectangle(image.width(), image.height()), whole, 0, stride);

        // Image pixels for one pixel handed out; both centres coincide, so no resized image is needed in between.
        double step = Math.min(image.height() / (MARGIN * size.height()), image.width() / (MARGIN * size.width()));
        bilinear.resample(
                whole,
                centred(image.height(), size.height(), step),
                centred(image.width(), size.width(), step),
                batch,
                offset);
    }

    @Override
    public void close() {
        decoder.close();
    }

    private static Bilinear.Axis centred(int length, int pixels, double step) {
        return new Bilinear.Axis((length - 1) / 2.0 - (pixels - 1) / 2.0 * step, step, length);
    }
}
