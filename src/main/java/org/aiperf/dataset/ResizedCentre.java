// SPDX-License-Identifier: Apache-2.0
package org.aiperf.dataset;

import java.awt.Rectangle;
import java.io.IOException;
import java.util.random.RandomGenerator;

/**
 * The validation images of the benchmark: resized, bilinear, until they cover 256/224 of the network's input, then cut at
 * the centre. The reference cuts and pads where it says that it resizes; this is a real resize. Source: spec section 2.4.
 */
final class ResizedCentre implements Transform {

    private static final double MARGIN = 256.0 / 224.0;

    private final ImageDecoder decoder;
    private final ImageSize size;
    private byte[] whole = {};

    ResizedCentre(ImageDecoder decoder, ImageSize size) {
        this.decoder = decoder;
        this.size = size;
    }

    @Override
    public void apply(byte[] encoded, RandomGenerator draws, byte[] batch, int offset) throws IOException {
        ImageSize image = decoder.size(encoded);
        int stride = image.width() * decoder.channels();
        int samples = image.height() * stride;
        if (whole.length < samples) {
            whole = new byte[samples];
        }
        decoder.decode(encoded, new Rectangle(image.width(), image.height()), whole, 0, stride);

        // Image pixels for one pixel handed out; both centres coincide, so no resized image is needed in between.
        double step = Math.min(image.height() / (MARGIN * size.height()), image.width() / (MARGIN * size.width()));
        for (int y = 0; y < size.height(); y++) {
            double fromY = within((y + 0.5 - size.height() / 2.0) * step + image.height() / 2.0 - 0.5, image.height());
            for (int x = 0; x < size.width(); x++) {
                double fromX = within((x + 0.5 - size.width() / 2.0) * step + image.width() / 2.0 - 0.5, image.width());
                int to = offset + (y * size.width() + x) * decoder.channels();
                blend(image, fromY, fromX, batch, to);
            }
        }
    }

    private static double within(double position, int length) {
        return Math.max(0, Math.min(length - 1.0, position));
    }

    private void blend(ImageSize image, double y, double x, byte[] batch, int to) {
        int channels = decoder.channels();
        int top = (int) y;
        int left = (int) x;
        int down = top + 1 < image.height() ? image.width() * channels : 0;
        int right = left + 1 < image.width() ? channels : 0;
        double lower = y - top;
        double later = x - left;
        int from = (top * image.width() + left) * channels;
        for (int c = 0; c < channels; c++, from++) {
            double upperRow = (whole[from] & 0xff) * (1 - later) + (whole[from + right] & 0xff) * later;
            double lowerRow = (whole[from + down] & 0xff) * (1 - later) + (whole[from + down + right] & 0xff) * later;
            batch[to + c] = (byte) Math.round(upperRow * (1 - lower) + lowerRow * lower);
        }
    }
}
