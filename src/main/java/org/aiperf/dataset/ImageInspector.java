// SPDX-License-Identifier: Apache-2.0
package org.aiperf.dataset;

import java.awt.Rectangle;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.aiperf.image.ImageSize;
import org.aiperf.image.decode.DamagedImageException;
import org.aiperf.image.decode.DecoderLibrary;
import org.aiperf.image.decode.EncodedImage;
import org.aiperf.image.decode.ImageDecoder;
import org.aiperf.image.decode.ImageHeader;

/**
 * Decides from its content whether an image may go into a shard, by decoding all of it. CMYK images and PNG images that
 * are named JPEG are encoded anew as JPEG of quality 100, as the reference does; all other files stay as they are. Not
 * thread-safe: one for each thread.
 */
public final class ImageInspector implements Closeable {

    private static final int COLOURS = 3;

    private final ImageDecoder decoder;

    /** An inspector with the fastest decoder that this machine has. */
    public ImageInspector() {
        this(DecoderLibrary.best());
    }

    ImageInspector(DecoderLibrary library) {
        decoder = library.decoder(COLOURS);
    }

    /**
     * Inspects one image file.
     *
     * @param encoded the file
     * @param name its name; a PNG image is encoded as JPEG if the name ends like one of JPEG
     * @throws DamagedImageException if it is cut off, damaged, or neither JPEG nor PNG
     */
    public Inspected inspect(byte[] encoded, String name) throws DamagedImageException {
        if (encoded.length == 0) {
            throw new DamagedImageException("its image is empty");
        }
        EncodedImage file = EncodedImage.of(encoded);
        ImageHeader header = decoder.header(file);
        if (header.cmyk()) {
            return anew(file, header.size(), "was CMYK");
        }
        if (header.format().equals(ImageHeader.PNG)
                && name.regionMatches(true, name.lastIndexOf('.') + 1, "jp", 0, 2)) {
            return anew(file, header.size(), "was PNG");
        }
        decoder.check(file);
        return new Inspected(
                encoded, header.format(), header.size().height(), header.size().width(), Optional.empty());
    }

    @Override
    public void close() {
        decoder.close();
    }

    private Inspected anew(EncodedImage file, ImageSize size, String fix) throws DamagedImageException {
        decoder.check(file);
        byte[] pixels = new byte[size.height() * size.width() * COLOURS];
        decoder.decode(file, new Rectangle(size.width(), size.height()), pixels, 0, size.width() * COLOURS);
        BufferedImage image = new BufferedImage(size.width(), size.height(), BufferedImage.TYPE_3BYTE_BGR);
        image.getRaster().setDataElements(0, 0, size.width(), size.height(), pixels);
        return new Inspected(jpeg(image), ImageHeader.JPEG, size.height(), size.width(), Optional.of(fix));
    }

    private static byte[] jpeg(BufferedImage image) {
        ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (var out = new MemoryCacheImageOutputStream(bytes)) {
            ImageWriteParam best = writer.getDefaultWriteParam();
            best.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
            best.setCompressionQuality(1);
            writer.setOutput(out);
            writer.write(null, new IIOImage(image, null, null), best);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot encode an image in memory", e);
        } finally {
            writer.dispose();
        }
        return bytes.toByteArray();
    }
}
