// SPDX-License-Identifier: Apache-2.0
package org.aiperf.image.decode;

import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;
import java.awt.image.IndexColorModel;
import java.awt.image.PixelInterleavedSampleModel;

/** The pixels of an ImageIO image as unsigned bytes, channels last. */
final class Samples {

    private Samples() {}

    /** Copies an image whole. */
    static void copy(BufferedImage image, byte[] target, int offset, int stride, int channels)
            throws DamagedImageException {
        boolean eightBit = image.getRaster().getDataBuffer() instanceof DataBufferByte
                && image.getSampleModel() instanceof PixelInterleavedSampleModel;
        int bands = image.getSampleModel().getNumBands();
        if (image.getColorModel() instanceof IndexColorModel) {
            copyPalette(image, target, offset, stride, channels);
        } else if (eightBit && (bands <= 3 || image.getColorModel().hasAlpha())) {
            copyInterleaved(image, target, offset, stride, channels);
        } else {
            throw new DamagedImageException("its image is neither 8-bit grey nor 8-bit red-green-blue; convert it");
        }
    }

    /** Writes one pixel; grey by the weights of ITU-R BT.601. */
    static void put(byte[] target, int to, int red, int green, int blue, int channels) {
        if (channels == 1) {
            target[to] = (byte) ((299 * red + 587 * green + 114 * blue + 500) / 1000);
        } else {
            target[to] = (byte) red;
            target[to + 1] = (byte) green;
            target[to + 2] = (byte) blue;
        }
    }

    private static void copyInterleaved(BufferedImage image, byte[] target, int offset, int stride, int channels) {
        byte[] samples = ((DataBufferByte) image.getRaster().getDataBuffer()).getData();
        PixelInterleavedSampleModel model = (PixelInterleavedSampleModel) image.getSampleModel();
        int[] band = model.getBandOffsets();
        boolean grey = band.length < 3;
        for (int y = 0; y < image.getHeight(); y++) {
            int from = y * model.getScanlineStride();
            int to = offset + y * stride;
            if (grey && channels == 1 && model.getPixelStride() == 1) {
                System.arraycopy(samples, from + band[0], target, to, image.getWidth());
                continue;
            }
            for (int x = 0; x < image.getWidth(); x++, from += model.getPixelStride(), to += channels) {
                int red = samples[from + band[0]] & 0xff;
                int green = grey ? red : samples[from + band[1]] & 0xff;
                int blue = grey ? red : samples[from + band[2]] & 0xff;
                put(target, to, red, green, blue, channels);
            }
        }
    }

    private static void copyPalette(BufferedImage image, byte[] target, int offset, int stride, int channels) {
        for (int y = 0; y < image.getHeight(); y++) {
            int to = offset + y * stride;
            for (int x = 0; x < image.getWidth(); x++, to += channels) {
                int rgb = image.getRGB(x, y);
                put(target, to, rgb >> 16 & 0xff, rgb >> 8 & 0xff, rgb & 0xff, channels);
            }
        }
    }
}
