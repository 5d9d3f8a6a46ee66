// SPDX-License-Identifier: Apache-2.0
package org.aiperf.image.decode;

import java.util.Objects;

/**
 * An image file in memory: a part of an array.
 *
 * @param bytes holds the file
 * @param offset index of its first byte
 * @param length its size in bytes
 */
@SuppressWarnings("ArrayRecordComponent") // A view; copying the file is what it avoids.
public record EncodedImage(byte[] bytes, int offset, int length) {

    public EncodedImage {
        Objects.checkFromIndexSize(offset, length, bytes.length);
    }

    /** The file that an array holds. */
    public static EncodedImage of(byte[] file) {
        return new EncodedImage(file, 0, file.length);
    }

    boolean startsWith(int first, int second) {
        return length > 1 && unsigned(0) == first && unsigned(1) == second;
    }

    /** The byte at a position in the file, 0 to 255. */
    int unsigned(int position) {
        return bytes[offset + position] & 0xff;
    }

    /** The two bytes at a position in the file, most significant first. */
    int unsignedShort(int position) {
        return (unsigned(position) << 8) | unsigned(position + 1);
    }

    /** The four bytes at a position in the file, most significant first. */
    int integer(int position) {
        return (unsignedShort(position) << 16) | unsignedShort(position + 2);
    }
}
