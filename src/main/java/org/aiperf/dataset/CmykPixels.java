// SPDX-License-Identifier: Apache-2.0
package org.aiperf.dataset;

import java.awt.image.BufferedImage;
import java.awt.image.Raster;

/**
 * Turns the four bands of a CMYK or YCCK JPEG into red-green-blue by the formula of the reference's converter: a sample
 * times black. Files of Adobe's programs, all that are known in practice, store the samples inverted.
 *
 * @param inverted whether the file has Adobe's marker
 * @param ycc whether its first three bands are luma and chroma
 */
record CmykPixels(boolean inverted, boolean ycc) {

    /** What the markers of a JPEG file say of its bands. */
    static CmykPixels of(JpegHeader header) {
        return new CmykPixels(header.adobeTransform() >= 0, header.adobeTransform() == JpegHeader.YCCK);
    }

    BufferedImage toRgb(Raster raster) {
        BufferedImage image = new BufferedImage(raster.getWidth(), raster.getHeight(), BufferedImage.TYPE_INT_RGB);
        int[] row = new int[4 * raster.getWidth()];
        for (int y = 0; y < raster.getHeight(); y++) {
            raster.getPixels(raster.getMinX(), raster.getMinY() + y, raster.getWidth(), 1, row);
            for (int x = 0; x < raster.getWidth(); x++) {
                image.setRGB(x, y, rgb(row[4 * x], row[4 * x + 1], row[4 * x + 2], row[4 * x + 3]));
            }
        }
        return image;
    }

    private int rgb(int first, int second, int third, int black) {
        double cyan = first;
        double magenta = second;
        double yellow = third;
        if (ycc) {
            // JFIF's conversion gives red-green-blue, whose complements are the inks.
            cyan = 255 - (first + 1.402 * (third - 128));
            magenta = 255 - (first - 0.344136 * (second - 128) - 0.714136 * (third - 128));
            yellow = 255 - (first + 1.772 * (second - 128));
        }
        return sample(cyan, black) << 16 | sample(magenta, black) << 8 | sample(yellow, black);
    }

    private int sample(double ink, int black) {
        double bounded = Math.max(0, Math.min(255, ink));
        double product = inverted ? bounded * black : (255 - bounded) * (255 - black);
        return (int) Math.round(product / 255);
    }
}
