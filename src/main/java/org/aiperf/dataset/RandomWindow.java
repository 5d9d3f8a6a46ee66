// SPDX-License-Identifier: Apache-2.0
package org.aiperf.dataset;

import java.awt.Rectangle;
import java.io.IOException;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.aiperf.image.ImageSize;
import org.aiperf.image.decode.EncodedImage;
import org.aiperf.image.decode.ImageDecoder;

/**
 * The reference's training images: a random window, cut at its centre or padded with zeros to the size of the network's
 * input (it is not resized), and flipped left to right half of the time. A window has 10 to 100 % of the image's area (the
 * reference draws 5 to 100 % and refuses windows that cover less than a tenth) and is 0.75 to 1.33 times as wide as
 * high, aspect and height both uniform; when 100 draws give none that fits, it is the whole image. Source: method section 2.4.
 */
record RandomWindow(ImageDecoder decoder, ImageSize size) implements Transform {

    private static final int ATTEMPTS = 100;
    private static final double LEAST_DRAWN = 0.05;
    private static final double LEAST_COVERED = 0.1;
    private static final double NARROWEST = 0.75;
    private static final double WIDEST = 1.33;

    @Override
    public void apply(EncodedImage encoded, RandomGenerator draws, byte[] batch, int offset) throws IOException {
        ImageSize image = decoder.size(encoded);
        Rectangle part = centre(window(image, draws), size);
        int channels = decoder.channels();
        int stride = size.width() * channels;
        Arrays.fill(batch, offset, offset + size.height() * stride, (byte) 0);
        int top = (size.height() - part.height) / 2;
        int left = (size.width() - part.width) / 2;
        decoder.decode(encoded, part, batch, offset + top * stride + left * channels, stride);
        if (draws.nextBoolean()) {
            flip(batch, offset, size, channels);
        }
    }

    @Override
    public void close() {
        decoder.close();
    }

    static Rectangle window(ImageSize image, RandomGenerator draws) {
        double area = (double) image.height() * image.width();
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            double aspect = draws.nextDouble(NARROWEST, WIDEST);
            int lowest = (int) Math.rint(Math.sqrt(LEAST_DRAWN * area / aspect));
            int highest = Math.min(image.height(), (int) ((image.width() + 0.5) / aspect));
            int height = highest <= lowest ? highest : draws.nextInt(lowest, highest + 1);
            int width = Math.min(image.width(), (int) Math.rint(height * aspect));
            if (height > 0 && width > 0 && (double) height * width >= LEAST_COVERED * area) {
                int x = draws.nextInt(image.width() - width + 1);
                int y = draws.nextInt(image.height() - height + 1);
                return new Rectangle(x, y, width, height);
            }
        }
        return new Rectangle(image.width(), image.height());
    }

    /** The part of a window that is seen: all of it, or its centre where the window is larger than the size. */
    static Rectangle centre(Rectangle window, ImageSize size) {
        int height = Math.min(window.height, size.height());
        int width = Math.min(window.width, size.width());
        return new Rectangle(
                window.x + (window.width - width) / 2, window.y + (window.height - height) / 2, width, height);
    }

    static void flip(byte[] batch, int offset, ImageSize size, int channels) {
        for (int y = 0; y < size.height(); y++) {
            int left = offset + y * size.width() * channels;
            int right = left + (size.width() - 1) * channels;
            for (; left < right; left += channels, right -= channels) {
                for (int c = 0; c < channels; c++) {
                    byte sample = batch[left + c];
                    batch[left + c] = batch[right + c];
                    batch[right + c] = sample;
                }
            }
        }
    }
}
