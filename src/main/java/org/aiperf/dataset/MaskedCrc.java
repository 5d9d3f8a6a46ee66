// SPDX-License-Identifier: Apache-2.0
package org.aiperf.dataset;

import java.util.zip.CRC32C;

/** The checksum of the TFRecord format: CRC-32C, rotated and shifted so that data holding checksums stays safe. */
final class MaskedCrc {

    private static final int MASK_DELTA = 0xa282ead8;

    private final CRC32C crc = new CRC32C();

    int of(byte[] bytes, int offset, int length) {
        crc.reset();
        crc.update(bytes, offset, length);
        return Integer.rotateRight((int) crc.getValue(), 15) + MASK_DELTA;
    }
}
