// SPDX-License-Identifier: Apache-2.0
package org.aiperf.search.bayes;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.aiperf.network.InvalidNetworkException;

/**
 * Unpacks what a {@link NumberWriter} has packed. Whatever is out of bounds or missing ends in an
 * {@link InvalidNetworkException} that names it. Not thread-safe.
 */
public final class NumberReader {

    private final ByteBuffer in;

    public NumberReader(byte[] bytes) {
        this.in = ByteBuffer.wrap(bytes);
    }

    /** A number from 0 to below a bound. */
    public int number(String what, int bound) {
        long value = varint(what);
        if (value >= bound) {
            throw outOfRange(what);
        }
        return (int) value;
    }

    /** A number of either sign. */
    public int signed(String what) {
        int value = (int) varint(what);
        return (value >>> 1) ^ -(value & 1);
    }

    private long varint(String what) {
        long value = 0;
        for (int shift = 0; shift < 35; shift += 7) {
            require(1);
            int next = in.get();
            value |= (long) (next & 0x7F) << shift;
            if (next >= 0 && value <= 0xFFFFFFFFL) {
                return value;
            }
        }
        throw outOfRange(what);
    }

    /** All 64 bits. */
    public long bits() {
        require(Long.BYTES);
        return in.getLong();
    }

    /** A text of less than so many bytes. */
    public String text(String what, int bound) {
        byte[] bytes = new byte[number(what, bound)];
        require(bytes.length);
        in.get(bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /** How many bytes are read. */
    public int position() {
        return in.position();
    }

    /** Nothing more may come. */
    public void end() {
        if (in.hasRemaining()) {
            throw new InvalidNetworkException("%d more bytes follow".formatted(in.remaining()));
        }
    }

    private void require(int bytes) {
        if (in.remaining() < bytes) {
            throw new InvalidNetworkException("it ends too early, after %d bytes".formatted(in.limit()));
        }
    }

    private InvalidNetworkException outOfRange(String what) {
        return new InvalidNetworkException("%s is out of range, at byte %d".formatted(what, in.position() - 1));
    }
}
