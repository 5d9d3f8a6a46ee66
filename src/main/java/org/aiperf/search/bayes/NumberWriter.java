// SPDX-License-Identifier: Apache-2.0
package org.aiperf.search.bayes;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Packs numbers into bytes, small ones into few: 7 bits a byte, lowest first. Not thread-safe. */
public final class NumberWriter {

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    /** A number from 0 on. */
    public void number(int number) {
        int rest = number;
        while ((rest & ~0x7F) != 0) {
            out.write((rest & 0x7F) | 0x80);
            rest >>>= 7;
        }
        out.write(rest);
    }

    /** A number of either sign, cheap near 0. */
    public void signed(int number) {
        number((number << 1) ^ (number >> 31));
    }

    /** All 64 bits. */
    public void bits(long bits) {
        for (int shift = 56; shift >= 0; shift -= 8) {
            out.write((int) (bits >>> shift));
        }
    }

    public void text(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        number(bytes.length);
        out.writeBytes(bytes);
    }

    /** All that another writer has. */
    public void append(NumberWriter other) {
        out.writeBytes(other.toBytes());
    }

    public byte[] toBytes() {
        return out.toByteArray();
    }
}
