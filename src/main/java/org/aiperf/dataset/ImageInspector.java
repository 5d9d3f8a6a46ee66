// SPDX-License-Identifier: Apache-2.0
package org.aiperf.dataset;

import java.awt.image.BufferedImage;
import java.awt.image.Raster;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.spi.IIORegistry;
import javax.imageio.spi.ImageReaderSpi;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.aiperf.image.decode.ByteArrayImageStream;
import org.aiperf.image.decode.EncodedImage;

/**
 * Decides from its content whether an image may go into a shard, by decoding all of it. The JPEG reader of the JDK fills
 * up a file that is cut off, but reports each complaint of its decoder as a warning; here any warning is an error. CMYK
 * images and PNG images that are named JPEG are encoded anew as JPEG of quality 100, as the reference does; all other
 * files stay as they are. Not thread-safe: one for each thread.
 */
public final class ImageInspector {

    /** No image may have more pixels: bounds what a header can make a decoder allocate. */
    private static final long MOST_PIXELS = 1L << 27;

    private static final String JPEG = "JPEG";
    private static final String PNG = "PNG";
    private static final int CMYK_COMPONENTS = 4;

    private final ByteArrayImageStream stream = new ByteArrayImageStream();
    private final List<String> warnings = new ArrayList<>();
    private final ImageReader jpeg = reader("com.sun.imageio.plugins.jpeg.JPEGImageReaderSpi");
    private final ImageReader png = reader("com.sun.imageio.plugins.png.PNGImageReaderSpi");

    /**
     * Inspects one image file.
     *
     * @param encoded the file
     * @param name its name; a PNG image is encoded as JPEG if the name ends like one of JPEG
     * @throws CorruptImageException if it is cut off, damaged, or neither JPEG nor PNG
     */
    public Inspected inspect(byte[] encoded, String name) throws CorruptImageException {
        if (encoded.length == 0) {
            throw new CorruptImageException("it is empty");
        }
        warnings.clear();
        try {
            if (startsWith(encoded, 0xff, 0xd8)) {
                return jpeg(encoded);
            } else if (startsWith(encoded, 0x89, 'P')) {
                return png(encoded, name);
            }
        } catch (CorruptImageException e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            // ImageIO answers damaged files with runtime exceptions of many kinds as well.
            throw new CorruptImageException("it cannot be decoded: " + e.getMessage(), e);
        }
        throw new CorruptImageException("it is neither JPEG nor PNG");
    }

    private Inspected jpeg(byte[] encoded) throws IOException {
        JpegHeader header = JpegHeader.of(encoded);
        open(jpeg, encoded);
        if (header.components() == CMYK_COMPONENTS) {
            Raster raster = jpeg.readRaster(0, null);
            requireNoWarning();
            return anew(CmykPixels.of(header).toRgb(raster), "was CMYK");
        }
        BufferedImage image = jpeg.read(0);
        requireNoWarning();
        return new Inspected(encoded, JPEG, image.getHeight(), image.getWidth(), Optional.empty());
    }

    private Inspected png(byte[] encoded, String name) throws IOException {
        PngChunks.requireWhole(encoded);
        open(png, encoded);
        BufferedImage image = png.read(0);
        requireNoWarning();
        if (name.regionMatches(true, name.lastIndexOf('.') + 1, "jp", 0, 2)) {
            return anew(opaque(image), "was PNG");
        }
        return new Inspected(encoded, PNG, image.getHeight(), image.getWidth(), Optional.empty());
    }

    private void open(ImageReader reader, byte[] encoded) throws IOException {
        stream.open(EncodedImage.of(encoded));
        reader.setInput(stream, true, true);
        long pixels = (long) reader.getHeight(0) * reader.getWidth(0);
        if (pixels > MOST_PIXELS) {
            throw new CorruptImageException(
                    "it has %d pixels, more than the %d allowed".formatted(pixels, MOST_PIXELS));
        }
    }

    private void requireNoWarning() throws CorruptImageException {
        if (!warnings.isEmpty()) {
            throw new CorruptImageException("its decoder complains: " + warnings.get(warnings.size() - 1));
        }
    }

    private static boolean startsWith(byte[] bytes, int first, int second) {
        return bytes.length > 1 && (bytes[0] & 0xff) == first && (bytes[1] & 0xff) == second;
    }

    /** Readers of other libraries, which may be on the class path, do not promise these warnings. */
    private ImageReader reader(String provider) {
        Iterator<ImageReaderSpi> all =
                IIORegistry.getDefaultInstance().getServiceProviders(ImageReaderSpi.class, false);
        while (all.hasNext()) {
            ImageReaderSpi each = all.next();
            if (each.getClass().getName().equals(provider)) {
                return listened(each);
            }
        }
        throw new IllegalStateException(
                "This Java has no %s; use a JDK with the java.desktop module".formatted(provider));
    }

    private ImageReader listened(ImageReaderSpi provider) {
        try {
            ImageReader reader = provider.createReaderInstance();
            reader.addIIOReadWarningListener((source, warning) -> warnings.add(warning));
            return reader;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static BufferedImage opaque(BufferedImage image) {
        BufferedImage rgb = new BufferedImage(image.getWidth(), image.getHeight(), BufferedImage.TYPE_INT_RGB);
        int[] row = new int[image.getWidth()];
        for (int y = 0; y < image.getHeight(); y++) {
            image.getRGB(0, y, row.length, 1, row, 0, row.length);
            rgb.setRGB(0, y, row.length, 1, row, 0, row.length);
        }
        return rgb;
    }

    private static Inspected anew(BufferedImage image, String fix) throws IOException {
        ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (var out = new MemoryCacheImageOutputStream(bytes)) {
            ImageWriteParam best = writer.getDefaultWriteParam();
            best.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
            best.setCompressionQuality(1);
            writer.setOutput(out);
            writer.write(null, new IIOImage(image, null, null), best);
        } finally {
            writer.dispose();
        }
        return new Inspected(bytes.toByteArray(), JPEG, image.getHeight(), image.getWidth(), Optional.of(fix));
    }
}
