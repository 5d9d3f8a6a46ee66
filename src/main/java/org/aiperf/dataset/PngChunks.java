// SPDX-License-Identifier: Apache-2.0
package org.aiperf.dataset;

import java.nio.ByteBuffer;
import java.util.zip.CRC32;

/** The chunks of a PNG file. The reader of the JDK passes over their checksums. */
final class PngChunks {

    private static final int SIGNATURE_BYTES = 8;
    private static final int FRAME_BYTES = 12;
    private static final int END = 0x49454e44;

    private PngChunks() {}

    /** Compares the checksum of every chunk up to the end chunk, which must be there. */
    static void requireWhole(byte[] file) throws CorruptImageException {
        ByteBuffer in = ByteBuffer.wrap(file);
        for (int position = SIGNATURE_BYTES; position <= file.length - FRAME_BYTES; ) {
            int length = in.getInt(position);
            if (length < 0 || length > file.length - position - FRAME_BYTES) {
                break;
            }
            CRC32 crc = new CRC32();
            crc.update(file, position + Integer.BYTES, Integer.BYTES + length);
            if ((int) crc.getValue() != in.getInt(position + 2 * Integer.BYTES + length)) {
                throw new CorruptImageException("its PNG chunk at byte %d has a wrong checksum".formatted(position));
            }
            if (in.getInt(position + Integer.BYTES) == END) {
                return;
            }
            position += FRAME_BYTES + length;
        }
        throw new CorruptImageException("its PNG data is cut off");
    }
}
