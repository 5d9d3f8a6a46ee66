// SPDX-License-Identifier: Apache-2.0
package org.aiperf.image.decode;

import java.awt.Rectangle;
import java.awt.image.Raster;
import java.io.IOException;
import javax.imageio.ImageReadParam;
import javax.imageio.ImageReader;
import javax.imageio.event.IIOReadWarningListener;
import org.aiperf.foreign.Cause;
import org.jspecify.annotations.Nullable;

/**
 * JPEG by ImageIO, with the reader of TwelveMonkeys before the one of the JDK. The reader sees only the segments that the
 * pixels depend on: no thumbnails, orientation or colour profiles.
 */
final class ImageIoJpegDecoder implements FormatDecoder, IIOReadWarningListener {

    private final int channels;
    private final ByteArrayImageStream stream = new ByteArrayImageStream();
    private final ImageReader reader;
    private byte[] plain = {};
    private @Nullable String warning;

    ImageIoJpegDecoder(int channels) {
        this.channels = channels;
        this.reader = ImageReaders.first("jpeg");
        reader.addIIOReadWarningListener(this);
    }

    @Override
    public ImageHeader header(EncodedImage file) throws DamagedImageException {
        return JpegHeader.parse(file).image();
    }

    @Override
    public void decode(EncodedImage file, Rectangle window, byte[] target, int offset, int stride)
            throws DamagedImageException {
        JpegHeader header = JpegHeader.parse(file);
        stream.open(plain(file, header));
        warning = null;
        try {
            reader.setInput(stream, true, true);
            ImageReadParam part = reader.getDefaultReadParam();
            part.setSourceRegion(window);
            if (header.image().cmyk()) {
                copyInks(reader.readRaster(0, part), header, target, offset, stride);
            } else {
                Samples.copy(reader.read(0, part), target, offset, stride, channels);
            }
        } catch (DamagedImageException e) {
            throw e;
        } catch (IOException | RuntimeException e) { // Damaged files are answered with runtime exceptions as well.
            throw new DamagedImageException("its image cannot be decoded: " + Cause.of(e), e);
        }
        if (warning != null) {
            throw new DamagedImageException("its image cannot be decoded: " + warning);
        }
    }

    @Override
    public void warningOccurred(ImageReader source, String text) {
        warning = text;
    }

    @Override
    public void close() {
        reader.dispose();
    }

    /** The file without the segments that applications add, but for those of JFIF and Adobe. */
    private EncodedImage plain(EncodedImage file, JpegHeader header) throws DamagedImageException {
        plain = plain.length < file.length() ? new byte[file.length() + file.length() / 4] : plain;
        plain[0] = (byte) file.unsigned(0);
        plain[1] = (byte) file.unsigned(1);
        int length = 2;
        for (int at = JpegHeader.segment(file, 2); at < header.scan(); ) {
            int end = JpegHeader.end(file, at);
            int marker = file.unsigned(at + 1);
            boolean foreign = marker > JpegHeader.APP0 && marker <= JpegHeader.APP15 && marker != JpegHeader.APP14;
            if (!foreign && marker != JpegHeader.COM) {
                length = append(file, at, end, length);
            }
            at = JpegHeader.segment(file, end);
        }
        return new EncodedImage(plain, 0, append(file, header.scan(), file.length(), length));
    }

    private int append(EncodedImage file, int from, int to, int length) {
        System.arraycopy(file.bytes(), file.offset() + from, plain, length, to - from);
        return length + to - from;
    }

    private void copyInks(Raster raster, JpegHeader header, byte[] target, int offset, int stride) {
        int[] row = new int[raster.getWidth() * 4];
        byte[] inks = new byte[row.length];
        for (int y = 0; y < raster.getHeight(); y++) {
            raster.getPixels(raster.getMinX(), raster.getMinY() + y, raster.getWidth(), 1, row);
            for (int i = 0; i < row.length; i++) {
                inks[i] = (byte) row[i];
            }
            if (header.transform() == 2) {
                Cmyk.fromYcck(inks, raster.getWidth());
            }
            Cmyk.convert(inks, raster.getWidth(), header.adobe(), target, offset + y * stride, channels);
        }
    }
}
