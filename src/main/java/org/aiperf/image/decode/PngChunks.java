// SPDX-License-Identifier: Apache-2.0
package org.aiperf.image.decode;

import java.util.zip.CRC32;

/** The chunks of a PNG file. The reader of the JDK passes over their checksums. */
final class PngChunks {

    private static final int SIGNATURE_BYTES = 8;
    private static final int FRAME_BYTES = 12;
    private static final int END = 0x49454e44;

    private PngChunks() {}

    /** Compares the checksum of every chunk up to the end chunk, which must be there. */
    static void requireWhole(EncodedImage file) throws DamagedImageException {
        for (int position = SIGNATURE_BYTES; position <= file.length() - FRAME_BYTES; ) {
            int length = file.integer(position);
            if (length < 0 || length > file.length() - position - FRAME_BYTES) {
                break;
            }
            CRC32 crc = new CRC32();
            crc.update(file.bytes(), file.offset() + position + Integer.BYTES, Integer.BYTES + length);
            if ((int) crc.getValue() != file.integer(position + 2 * Integer.BYTES + length)) {
                throw new DamagedImageException(
                        "its image is damaged: the PNG chunk at byte %d has a wrong checksum".formatted(position));
            }
            if (file.integer(position + Integer.BYTES) == END) {
                return;
            }
            position += FRAME_BYTES + length;
        }
        throw new DamagedImageException("its image is cut off");
    }
}
