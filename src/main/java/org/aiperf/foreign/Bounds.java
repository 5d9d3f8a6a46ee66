// SPDX-License-Identifier: Apache-2.0
package org.aiperf.foreign;

import java.io.IOException;
import java.io.InputStream;

/** How much may come out of a stranger's file. */
public final class Bounds {

    /** Everything unpacks to so much without a question. */
    private static final long FREE = 64L << 20;

    /** Histories and weights never shrink to less than a hundredth; deflate reaches a thousandth with what says nothing. */
    private static final long RATIO = 100;

    private Bounds() {}

    /** Most bytes that a compressed file of a size may unpack to. */
    public static long unpacked(long packed) {
        return FREE + RATIO * packed;
    }

    /**
     * Reads a part to its end.
     *
     * @param name of the part, for the sentence
     * @throws IOException if it is larger than a number of bytes
     */
    public static byte[] read(InputStream in, String name, int most) throws IOException {
        byte[] content = in.readNBytes(most + 1);
        if (content.length > most) {
            throw new IOException("its %s is larger than %,d bytes".formatted(name, most));
        }
        return content;
    }
}
