// SPDX-License-Identifier: Apache-2.0
package org.aiperf.image.decode;

import java.awt.Rectangle;
import java.io.Closeable;
import java.util.Arrays;
import org.aiperf.image.ImageSize;
import org.jspecify.annotations.Nullable;

/**
 * Decodes JPEG and PNG files, told apart by their content, into unsigned bytes, row-major, channels last. Grey becomes
 * colour by repetition, colour becomes grey by the weights of ITU-R BT.601, four inks become colour as {@code ink * black},
 * without profile; transparency, the orientation of EXIF and colour profiles are ignored. Whatever the
 * {@link DecoderLibrary}, a JPEG's samples are the same but for rounding in its transforms. Keeps memory for the largest
 * image it has seen until it is closed. Not thread-safe: one for each thread.
 */
public final class ImageDecoder implements Closeable {

    private final DecoderLibrary library;
    private final int channels;
    private @Nullable FormatDecoder jpeg;
    private @Nullable FormatDecoder png;
    private byte[] checked = {};

    ImageDecoder(DecoderLibrary library, int channels) {
        if (channels != 1 && channels != 3) {
            throw new IllegalArgumentException("Images are decoded to 1 or 3 channels, not " + channels);
        }
        this.library = library;
        this.channels = channels;
    }

    /** What is decoded to: 1 grey, 3 red, green, blue. */
    public int channels() {
        return channels;
    }

    /**
     * Reads an image's header only.
     *
     * @throws DamagedImageException if the header is damaged, or claims more than {@link ImageHeader#MOST_PIXELS}
     */
    public ImageHeader header(EncodedImage file) throws DamagedImageException {
        return decoder(file).header(file);
    }

    /** Size of an image, from its header. */
    public ImageSize size(EncodedImage file) throws DamagedImageException {
        return header(file).size();
    }

    /**
     * Decodes a window of an image into an array.
     *
     * @param window the part to decode, inside the image
     * @param target takes the samples
     * @param offset index of the window's first sample in the target
     * @param stride samples from one row to the next in the target
     * @throws DamagedImageException if something is damaged in the rows from the image's first to the window's last; what
     *     the target holds then is undefined
     */
    public void decode(EncodedImage file, Rectangle window, byte[] target, int offset, int stride)
            throws DamagedImageException {
        decoder(file).decode(file, window, target, offset, stride);
    }

    /**
     * Decodes an image whole to see whether it is damaged: an image that passes gives the right pixels.
     *
     * @throws DamagedImageException if it is cut off or corrupt anywhere
     */
    public void check(EncodedImage file) throws DamagedImageException {
        ImageSize size = size(file);
        decoder(file).requireWhole(file);
        int stride = size.width() * channels;
        int samples = size.height() * stride;
        checked = checked.length < samples ? new byte[samples] : checked;
        decode(file, new Rectangle(size.width(), size.height()), checked, 0, stride);
    }

    @Override
    public void close() {
        if (jpeg != null) {
            jpeg.close();
            jpeg = null;
        }
        if (png != null) {
            png.close();
            png = null;
        }
    }

    private FormatDecoder decoder(EncodedImage file) throws DamagedImageException {
        if (file.startsWith(0xff, 0xd8)) {
            FormatDecoder present = jpeg == null ? library.jpeg(channels) : jpeg;
            jpeg = present;
            return present;
        }
        if (file.startsWith(0x89, 'P')) {
            FormatDecoder present = png == null ? new PngDecoder(channels) : png;
            png = present;
            return present;
        }
        FileKind kind = FileKind.of(
                Arrays.copyOfRange(file.bytes(), file.offset(), file.offset() + Math.min(file.length(), 512)));
        throw new DamagedImageException(
                "its image is neither JPEG nor PNG" + (kind == FileKind.UNKNOWN ? "" : ", it is " + kind.text()));
    }
}
