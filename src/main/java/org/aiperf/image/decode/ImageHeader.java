// SPDX-License-Identifier: Apache-2.0
package org.aiperf.image.decode;

import org.aiperf.image.ImageSize;

/**
 * What an image file says about itself.
 *
 * @param format "JPEG" or "PNG", by its content
 * @param size rows and columns
 * @param components samples of a pixel in the file: 1 grey, 2 grey with transparency or a palette's index with it, 3 colour, 4 CMYK in a JPEG, colour with transparency in a PNG
 */
public record ImageHeader(String format, ImageSize size, int components) {

    /** No image may have more pixels: bounds what a header can make a decoder allocate to 256 MiB. */
    public static final long MOST_PIXELS = 1L << 26;

    public static final String JPEG = "JPEG";
    public static final String PNG = "PNG";

    /** A header with sizes that may be trusted. */
    static ImageHeader checked(String format, int height, int width, int components) throws DamagedImageException {
        if (height < 1 || width < 1) {
            throw new DamagedImageException("its image claims %d x %d pixels".formatted(height, width));
        }
        if ((long) height * width > MOST_PIXELS) {
            throw new DamagedImageException(
                    "its image has %d x %d pixels, more than the %d allowed".formatted(height, width, MOST_PIXELS));
        }
        return new ImageHeader(format, new ImageSize(height, width), components);
    }

    /** Whether the image is a JPEG of four inks, which is converted to red, green and blue. */
    public boolean cmyk() {
        return format.equals(JPEG) && components == 4;
    }
}
