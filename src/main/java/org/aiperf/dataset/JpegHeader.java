// SPDX-License-Identifier: Apache-2.0
package org.aiperf.dataset;

/**
 * What the markers of a JPEG file say before its first scan.
 *
 * @param components of its frame: 1 grey, 3 colour, 4 CMYK; 0 if there is no frame
 * @param adobeTransform the colour transform in Adobe's marker, or -1 without one
 */
record JpegHeader(int components, int adobeTransform) {

    /** Adobe's transform of a file whose first three bands are luma and chroma, and the fourth is black. */
    static final int YCCK = 2;

    private static final int START_OF_SCAN = 0xda;
    private static final int APP_14 = 0xee;
    private static final int ADOBE_BYTES = 12;

    static JpegHeader of(byte[] file) {
        int components = 0;
        int transform = -1;
        int position = 2;
        while (position + 4 <= file.length && (file[position] & 0xff) == 0xff) {
            int marker = file[position + 1] & 0xff;
            if (marker == 0xff) {
                position++; // A fill byte.
                continue;
            }
            int content = position + 4;
            int length = ((file[position + 2] & 0xff) << 8 | (file[position + 3] & 0xff)) - 2;
            if (marker == START_OF_SCAN || length < 0 || length > file.length - content) {
                break;
            }
            if (isFrame(marker) && length > 5) {
                components = file[content + 5] & 0xff;
            } else if (marker == APP_14 && length >= ADOBE_BYTES && file[content] == 'A' && file[content + 1] == 'd') {
                transform = file[content + ADOBE_BYTES - 1] & 0xff;
            }
            position = content + length;
        }
        return new JpegHeader(components, transform);
    }

    /** Frames are the markers from C0 to CF but for tables (C4, CC) and an extension (C8). */
    private static boolean isFrame(int marker) {
        return marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc;
    }
}
