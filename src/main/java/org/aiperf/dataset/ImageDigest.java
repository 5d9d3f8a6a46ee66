// SPDX-License-Identifier: Apache-2.0
package org.aiperf.dataset;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Comparator;
import java.util.HexFormat;
import org.aiperf.image.decode.EncodedImage;

/**
 * SHA-256 of an encoded image: two images are the same if and only if theirs are. Ordered as their digits are.
 *
 * @param first bytes 0 to 7, big-endian
 * @param second bytes 8 to 15
 * @param third bytes 16 to 23
 * @param fourth bytes 24 to 31
 */
public record ImageDigest(long first, long second, long third, long fourth) implements Comparable<ImageDigest> {

    /** Length of a digest in bytes. */
    static final int BYTES = 32;

    private static final Comparator<ImageDigest> ORDER = Comparator.comparing(ImageDigest::first, Long::compareUnsigned)
            .thenComparing(ImageDigest::second, Long::compareUnsigned)
            .thenComparing(ImageDigest::third, Long::compareUnsigned)
            .thenComparing(ImageDigest::fourth, Long::compareUnsigned);

    /** The digest of an image file. */
    public static ImageDigest of(byte[] encoded) {
        return of(EncodedImage.of(encoded));
    }

    static ImageDigest of(EncodedImage encoded) {
        MessageDigest sha256 = Sha256.digest();
        sha256.update(encoded.bytes(), encoded.offset(), encoded.length());
        return read(ByteBuffer.wrap(sha256.digest()));
    }

    static ImageDigest read(ByteBuffer in) {
        return new ImageDigest(in.getLong(), in.getLong(), in.getLong(), in.getLong());
    }

    void write(ByteBuffer out) {
        out.putLong(first).putLong(second).putLong(third).putLong(fourth);
    }

    @Override
    public int compareTo(ImageDigest other) {
        return ORDER.compare(this, other);
    }

    /** Its 64 lower-case hexadecimal digits. */
    @Override
    public String toString() {
        HexFormat hex = HexFormat.of();
        return hex.toHexDigits(first) + hex.toHexDigits(second) + hex.toHexDigits(third) + hex.toHexDigits(fourth);
    }
}
