// SPDX-License-Identifier: Apache-2.0
package org.aiperf.dataset;

import java.io.ByteArrayOutputStream;

/** Builds one protocol buffer message field by field; the counterpart of {@link ProtoCursor}. */
final class ProtoMessage {

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    ProtoMessage bytes(int field, byte[] value) {
        varint((long) field << 3 | ProtoCursor.DELIMITED);
        varint(value.length);
        out.writeBytes(value);
        return this;
    }

    ProtoMessage message(int field, ProtoMessage value) {
        return bytes(field, value.toBytes());
    }

    ProtoMessage varint(long value) {
        long rest = value;
        while ((rest & ~0x7fL) != 0) {
            out.write((int) (rest & 0x7f) | 0x80);
            rest >>>= 7;
        }
        out.write((int) rest);
        return this;
    }

    byte[] toBytes() {
        return out.toByteArray();
    }
}
