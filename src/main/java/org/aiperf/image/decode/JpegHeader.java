// SPDX-License-Identifier: Apache-2.0
package org.aiperf.image.decode;

import org.aiperf.image.ImageSize;

/**
 * The segments of a JPEG file before its first scan. Source: ITU-T T.81 annex B; the Adobe segment: Adobe technical note
 * 5116, section 18.
 *
 * @param image size and number of components
 * @param heightPosition where the frame's height stands in the file, two bytes
 * @param mcuHeight rows that are coded together
 * @param oneScan whether the first scan, sequential and Huffman coded, has all components
 * @param adobe whether an Adobe segment tells the colour transform; its four inks are stored inverted
 * @param transform the colour transform it tells: 0 none, 1 YCbCr, 2 YCCK
 * @param scan where the first scan's segment starts
 */
record JpegHeader(
        ImageHeader image, int heightPosition, int mcuHeight, boolean oneScan, boolean adobe, int transform, int scan) {

    static final int APP0 = 0xe0;
    static final int APP14 = 0xee;
    static final int APP15 = 0xef;
    static final int COM = 0xfe;

    private static final int SOF0 = 0xc0;
    private static final int SOF1 = 0xc1;
    private static final int SOF15 = 0xcf;
    private static final int DHT = 0xc4;
    private static final int JPG = 0xc8;
    private static final int DAC = 0xcc;
    private static final int RST0 = 0xd0;
    private static final int TEM = 1;
    private static final int SOI = 0xd8;
    private static final int EOI = 0xd9;
    private static final int SOS = 0xda;

    /** @throws DamagedImageException if the file is cut off or no JPEG of 8 bits and 1, 3 or 4 components */
    static JpegHeader parse(EncodedImage file) throws DamagedImageException {
        ImageHeader image = null;
        int heightPosition = 0;
        int mcuHeight = 0;
        boolean sequential = false;
        boolean adobe = false;
        int transform = 0;
        for (int at = segment(file, 2); ; at = segment(file, end(file, at))) {
            int marker = file.unsigned(at + 1);
            int length = end(file, at) - at;
            if (isFrame(marker) && image == null && length > 9) {
                int components = file.unsigned(at + 9);
                requireBits(file.unsigned(at + 4), components);
                image = ImageHeader.checked(
                        ImageHeader.JPEG, file.unsignedShort(at + 5), file.unsignedShort(at + 7), components);
                heightPosition = at + 5;
                mcuHeight = 8 * tallest(file, at + 10, components, at + length);
                sequential = marker == SOF0 || marker == SOF1;
            } else if (marker == APP14 && length >= 16 && file.unsigned(at + 4) == 'A') {
                adobe = true;
                transform = file.unsigned(at + 15);
            } else if (marker == SOS && image != null) {
                boolean oneScan = sequential && length > 4 && file.unsigned(at + 4) == image.components();
                return new JpegHeader(image, heightPosition, mcuHeight, oneScan, adobe, transform, at);
            } else if (marker == EOI || marker == SOS) {
                throw new DamagedImageException("its image has no frame");
            }
        }
    }

    ImageSize size() {
        return image.size();
    }

    /** Where the next segment's marker starts, from a place between two segments. */
    static int segment(EncodedImage file, int from) throws DamagedImageException {
        int at = from;
        while (at + 1 < file.length()) {
            int code = file.unsigned(at + 1);
            boolean marker = file.unsigned(at) == 0xff && code != 0xff && code != 0;
            boolean alone = marker && (code == TEM || (code >= RST0 && code < SOI));
            if (marker && !alone) {
                return at;
            }
            at += alone ? 2 : 1;
        }
        throw cutOff();
    }

    /** Where a segment ends. */
    static int end(EncodedImage file, int at) throws DamagedImageException {
        if (file.unsigned(at + 1) == EOI) {
            return at + 2;
        }
        if (at + 4 > file.length()) {
            throw cutOff();
        }
        int length = file.unsignedShort(at + 2);
        if (length < 2 || at + 2 + length > file.length()) {
            throw cutOff();
        }
        return at + 2 + length;
    }

    private static boolean isFrame(int marker) {
        return marker >= SOF0 && marker <= SOF15 && marker != DHT && marker != JPG && marker != DAC;
    }

    private static void requireBits(int bits, int components) throws DamagedImageException {
        if (bits != 8 || (components != 1 && components != 3 && components != 4)) {
            throw new DamagedImageException(
                    "its image is neither 8-bit grey nor 8-bit colour, it has %d components of %d bits; convert it"
                            .formatted(components, bits));
        }
    }

    private static int tallest(EncodedImage file, int at, int components, int end) throws DamagedImageException {
        if (at + 3 * components > end) {
            throw cutOff();
        }
        int tallest = 1;
        for (int c = 0; c < components; c++) {
            tallest = Math.max(tallest, file.unsigned(at + 3 * c + 1) & 0xf);
        }
        return tallest;
    }

    private static DamagedImageException cutOff() {
        return new DamagedImageException("its image is cut off in its header");
    }
}
