// SPDX-License-Identifier: Apache-2.0
package org.aiperf.dataset;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.aiperf.image.decode.EncodedImage;

/**
 * Walks over the fields of one protocol buffer message in a byte array, without copying. Every length is checked against
 * the message's end. Source: the public description of the wire format, protobuf.dev/programming-guides/encoding.
 */
final class ProtoCursor {

    static final int VARINT = 0;
    static final int FIXED_64 = 1;
    static final int DELIMITED = 2;
    static final int FIXED_32 = 5;

    private static final byte[] NOTHING = {};

    private byte[] bytes = NOTHING;
    private int end;
    private int position;
    private int wireType;

    /** Starts at the first byte of a message. */
    void open(byte[] message, int start, int length) {
        bytes = message;
        position = start;
        end = start + length;
    }

    /** Starts at an empty message. */
    void clear() {
        open(NOTHING, 0, 0);
    }

    /** Goes where another cursor is. */
    void copy(ProtoCursor other) {
        open(other.bytes, other.position, other.end - other.position);
    }

    /** Moves to the next field and returns its number, or 0 at the end of the message. */
    int field() throws IOException {
        if (position == end) {
            return 0;
        }
        long tag = varint();
        wireType = (int) tag & 7;
        if (tag >>> 3 == 0 || tag >>> 3 > Integer.MAX_VALUE) {
            throw new IOException("its message has an impossible field number");
        }
        return (int) (tag >>> 3);
    }

    boolean delimited() {
        return wireType == DELIMITED;
    }

    boolean atEnd() {
        return position == end;
    }

    long varint() throws IOException {
        long value = 0;
        for (int shift = 0; shift < Long.SIZE; shift += 7) {
            if (position == end) {
                throw cutOff();
            }
            byte next = bytes[position++];
            value |= (long) (next & 0x7f) << shift;
            if (next >= 0) {
                return value;
            }
        }
        throw new IOException("its message has a number of more than 64 bits");
    }

    /** Steps over the present, length-delimited field and opens its content with another cursor. */
    void enter(ProtoCursor content) throws IOException {
        int start = contentStart();
        content.open(bytes, start, position - start);
    }

    /** Steps over the present, length-delimited field and returns where its content starts. */
    private int contentStart() throws IOException {
        if (!delimited()) {
            throw new IOException("its message has a field of another type than expected");
        }
        int start = position;
        long length = varint();
        if (length < 0 || length > end - position) {
            position = start;
            throw cutOff();
        }
        int from = position;
        position += (int) length;
        return from;
    }

    void skip() throws IOException {
        switch (wireType) {
            case VARINT -> varint();
            case FIXED_64 -> advance(Long.BYTES);
            case DELIMITED -> contentStart();
            case FIXED_32 -> advance(Integer.BYTES);
            default -> throw new IOException("its message has a field of unknown type " + wireType);
        }
    }

    /** What is left of the message, in place. */
    EncodedImage content() {
        return new EncodedImage(bytes, position, end - position);
    }

    boolean contentEquals(byte[] other) {
        return Arrays.equals(bytes, position, end, other, 0, other.length);
    }

    String text() {
        return new String(bytes, position, end - position, StandardCharsets.UTF_8);
    }

    private void advance(int count) throws IOException {
        if (count > end - position) {
            throw cutOff();
        }
        position += count;
    }

    private static IOException cutOff() {
        return new IOException("its message is cut off");
    }
}
