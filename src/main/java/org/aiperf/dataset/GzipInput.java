// SPDX-License-Identifier: Apache-2.0
package org.aiperf.dataset;

import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.aiperf.image.decode.FileKind;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;

/** Reads a file that may be compressed by gzip, whatever its name says. */
public final class GzipInput {

    private static final int LOOKED_AT = 12;

    private GzipInput() {}

    /** The content of a file: what gzip packed, if it did; else its bytes. */
    public static InputStream of(InputStream in) throws IOException {
        PushbackInputStream file = new PushbackInputStream(in, LOOKED_AT);
        byte[] start = in.readNBytes(LOOKED_AT);
        file.unread(start);
        return isGzip(start) ? new GzipCompressorInputStream(file, true) : file;
    }

    private static boolean isGzip(byte[] start) {
        return FileKind.of(start) == FileKind.GZIP && !beginsRecords(start);
    }

    /** A TFRecord file may begin like a gzip file by its first record's length, but then the length's checksum is right. */
    private static boolean beginsRecords(byte[] start) {
        return start.length == LOOKED_AT
                && ByteBuffer.wrap(start).order(ByteOrder.LITTLE_ENDIAN).getInt(Long.BYTES)
                        == new MaskedCrc().of(Arrays.copyOf(start, Long.BYTES), 0, Long.BYTES);
    }
}
