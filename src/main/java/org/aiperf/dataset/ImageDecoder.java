// SPDX-License-Identifier: Apache-2.0
package org.aiperf.dataset;

import java.awt.Rectangle;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;
import java.awt.image.IndexColorModel;
import java.awt.image.PixelInterleavedSampleModel;
import java.io.IOException;
import java.util.Iterator;
import javax.imageio.ImageIO;
import javax.imageio.ImageReadParam;
import javax.imageio.ImageReader;
import org.jspecify.annotations.Nullable;

/**
 * Decodes JPEG and PNG files into unsigned bytes, row-major, channels last: grey becomes colour by repetition, colour
 * becomes grey by the weights of ITU-R BT.601, transparency is ignored. The readers of
 * the JDK fill up an image that is cut off: what goes into a shard must have been checked before. Not thread-safe: one for each thread.
 */
final class ImageDecoder {

    /** No image may have more pixels: bounds what a header can make a decoder allocate. */
    private static final long MOST_PIXELS = 1L << 27;

    private final int channels;
    private final ByteArrayImageStream stream = new ByteArrayImageStream();
    private @Nullable ImageReader jpeg;
    private @Nullable ImageReader png;

    /** @param channels what to decode to: 1 grey, 3 red-green-blue */
    ImageDecoder(int channels) {
        this.channels = channels;
    }

    int channels() {
        return channels;
    }

    /** Size of an encoded image, from its header. */
    ImageSize size(byte[] encoded) throws IOException {
        ImageSize size;
        try {
            ImageReader reader = open(encoded);
            size = new ImageSize(reader.getHeight(0), reader.getWidth(0));
        } catch (IOException | RuntimeException e) {
            throw undecodable(e);
        }
        if ((long) size.height() * size.width() > MOST_PIXELS) {
            throw new IOException("its image has %s pixels, more than the %d allowed".formatted(size, MOST_PIXELS));
        }
        return size;
    }

    /**
     * Decodes a window of an image into an array.
     *
     * @param window the part to decode, inside the image
     * @param target takes the samples
     * @param offset index of the window's first sample in the target
     * @param stride samples from one row to the next in the target
     */
    void decode(byte[] encoded, Rectangle window, byte[] target, int offset, int stride) throws IOException {
        BufferedImage image;
        try {
            ImageReader reader = open(encoded);
            ImageReadParam part = reader.getDefaultReadParam();
            part.setSourceRegion(window);
            image = reader.read(0, part);
        } catch (IOException | RuntimeException e) {
            throw undecodable(e);
        }
        copy(image, target, offset, stride);
    }

    private ImageReader open(byte[] encoded) throws IOException {
        ImageReader reader;
        if (startsWith(encoded, 0xff, 0xd8)) {
            reader = jpeg = jpeg == null ? reader("jpeg") : jpeg;
        } else if (startsWith(encoded, 0x89, 'P')) {
            reader = png = png == null ? reader("png") : png;
        } else {
            throw new IOException("it is neither JPEG nor PNG");
        }
        stream.open(encoded);
        reader.setInput(stream, true, true);
        return reader;
    }

    private static boolean startsWith(byte[] bytes, int first, int second) {
        return bytes.length > 1 && (bytes[0] & 0xff) == first && (bytes[1] & 0xff) == second;
    }

    private static ImageReader reader(String format) throws IOException {
        Iterator<ImageReader> readers = ImageIO.getImageReadersByFormatName(format);
        if (!readers.hasNext()) {
            throw new IOException("this Java has no reader for " + format + "; use a JDK with the java.desktop module");
        }
        return readers.next();
    }

    private void copy(BufferedImage image, byte[] target, int offset, int stride) throws IOException {
        boolean eightBit = image.getRaster().getDataBuffer() instanceof DataBufferByte
                && image.getSampleModel() instanceof PixelInterleavedSampleModel;
        int bands = image.getSampleModel().getNumBands();
        if (image.getColorModel() instanceof IndexColorModel) {
            copyPalette(image, target, offset, stride);
        } else if (eightBit && (bands <= 3 || image.getColorModel().hasAlpha())) {
            copySamples(image, target, offset, stride);
        } else {
            throw new IOException("its image is neither 8-bit grey nor 8-bit red-green-blue; convert it");
        }
    }

    private void copySamples(BufferedImage image, byte[] target, int offset, int stride) {
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
                put(target, to, red, green, blue);
            }
        }
    }

    private void copyPalette(BufferedImage image, byte[] target, int offset, int stride) {
        for (int y = 0; y < image.getHeight(); y++) {
            int to = offset + y * stride;
            for (int x = 0; x < image.getWidth(); x++, to += channels) {
                int rgb = image.getRGB(x, y);
                put(target, to, rgb >> 16 & 0xff, rgb >> 8 & 0xff, rgb & 0xff);
            }
        }
    }

    private void put(byte[] target, int to, int red, int green, int blue) {
        if (channels == 1) {
            target[to] = (byte) ((299 * red + 587 * green + 114 * blue + 500) / 1000);
        } else {
            target[to] = (byte) red;
            target[to + 1] = (byte) green;
            target[to + 2] = (byte) blue;
        }
    }

    // ImageIO answers damaged files with runtime exceptions of many kinds as well.
    private static IOException undecodable(Exception e) {
        return new IOException("its image cannot be decoded: " + e.getMessage(), e);
    }
}
