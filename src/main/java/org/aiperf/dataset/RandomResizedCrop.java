// SPDX-License-Identifier: Apache-2.0
package org.aiperf.dataset;

import java.awt.Rectangle;
import java.io.IOException;
import java.util.random.RandomGenerator;
import org.aiperf.image.ImageSize;
import org.aiperf.image.decode.EncodedImage;
import org.aiperf.image.decode.ImageDecoder;

/**
 * The usual training images of ImageNet: a random window, brought to the size of the network's input by bilinear
 * interpolation and flipped left to right half of the time. A window has 8 to 100 % of the image's area, uniform, and is
 * 3/4 to 4/3 times as wide as high, uniform in the logarithm; when ten draws give none that fits, it is the largest centred
 * one of a permitted shape. Source: Szegedy et al., "Going deeper with convolutions", section 6.
 */
final class RandomResizedCrop implements Transform {

    private static final int ATTEMPTS = 10;
    private static final double LEAST_AREA = 0.08;
    private static final double NARROWEST = 3.0 / 4;
    private static final double WIDEST = 4.0 / 3;

    private final ImageDecoder decoder;
    private final ImageSize size;
    private final Bilinear bilinear;
    private byte[] window = {};

    RandomResizedCrop(ImageDecoder decoder, ImageSize size) {
        this.decoder = decoder;
        this.size = size;
        this.bilinear = new Bilinear(size, decoder.channels());
    }

    @Override
    public void apply(EncodedImage encoded, RandomGenerator draws, byte[] batch, int offset) throws IOException {
        Rectangle part = window(decoder.size(encoded), draws);
        int stride = part.width * decoder.channels();
        int samples = part.height * stride + Bilinear.PADDING;
        window = window.length < samples ? new byte[samples + samples / 4] : window;
        decoder.decode(encoded, part, window, 0, stride);
        Bilinear.Axis columns = Bilinear.Axis.whole(part.width, size.width());
        bilinear.resample(
                window,
                Bilinear.Axis.whole(part.height, size.height()),
                draws.nextBoolean() ? columns.mirrored(size.width()) : columns,
                batch,
                offset);
    }

    @Override
    public void close() {
        decoder.close();
    }

    static Rectangle window(ImageSize image, RandomGenerator draws) {
        double area = (double) image.height() * image.width();
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            double wanted = area * draws.nextDouble(LEAST_AREA, 1);
            double aspect = Math.exp(draws.nextDouble(Math.log(NARROWEST), Math.log(WIDEST)));
            int width = (int) Math.round(Math.sqrt(wanted * aspect));
            int height = (int) Math.round(Math.sqrt(wanted / aspect));
            if (width > 0 && width <= image.width() && height > 0 && height <= image.height()) {
                int x = draws.nextInt(image.width() - width + 1);
                int y = draws.nextInt(image.height() - height + 1);
                return new Rectangle(x, y, width, height);
            }
        }
        return largestCentred(image);
    }

    private static Rectangle largestCentred(ImageSize image) {
        int width = Math.min(image.width(), Math.max(1, (int) Math.round(image.height() * WIDEST)));
        int height = Math.min(image.height(), Math.max(1, (int) Math.round(image.width() / NARROWEST)));
        return new Rectangle((image.width() - width) / 2, (image.height() - height) / 2, width, height);
    }
}
