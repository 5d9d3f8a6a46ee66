// SPDX-License-Identifier: Apache-2.0
package org.aiperf.image.decode;

import java.awt.Rectangle;
import java.io.IOException;
import javax.imageio.ImageReadParam;
import javax.imageio.ImageReader;
import org.aiperf.foreign.Cause;

/** PNG by ImageIO; transparency is ignored. */
final class PngDecoder implements FormatDecoder {

    /** Signature, then length, type and content of the first chunk. */
    private static final int WIDTH = 16;

    private static final int COLOR_TYPE = 25;

    private final int channels;
    private final ByteArrayImageStream stream = new ByteArrayImageStream();
    private final ImageReader reader;

    PngDecoder(int channels) {
        this.channels = channels;
        this.reader = ImageReaders.first("png");
    }

    @Override
    public ImageHeader header(EncodedImage file) throws DamagedImageException {
        if (file.length() <= COLOR_TYPE) {
            throw new DamagedImageException("its image is cut off in its header");
        }
        int components =
                switch (file.unsigned(COLOR_TYPE)) {
                    case 2 -> 3;
                    case 4 -> 2;
                    case 6 -> 4;
                    default -> 1;
                };
        return ImageHeader.checked(ImageHeader.PNG, file.integer(WIDTH + 4), file.integer(WIDTH), components);
    }

    @Override
    public void requireWhole(EncodedImage file) throws DamagedImageException {
        PngChunks.requireWhole(file);
    }

    @Override
    public void decode(EncodedImage file, Rectangle window, byte[] target, int offset, int stride)
            throws DamagedImageException {
        header(file);
        stream.open(file);
        try {
            reader.setInput(stream, true, true);
            ImageReadParam part = reader.getDefaultReadParam();
            part.setSourceRegion(window);
            Samples.copy(reader.read(0, part), target, offset, stride, channels);
        } catch (DamagedImageException e) {
            throw e;
        } catch (IOException | RuntimeException e) { // Damaged files are answered with runtime exceptions as well.
            throw new DamagedImageException("its image cannot be decoded: " + Cause.of(e), e);
        }
    }

    @Override
    public void close() {
        reader.dispose();
    }
}
