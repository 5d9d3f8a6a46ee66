// SPDX-License-Identifier: Apache-2.0
package org.aiperf.dataset;

import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Writes records in the TFRecord format that {@link TfRecordReader} reads. Not thread-safe. */
public final class TfRecordWriter implements Closeable {

    /** Bytes that a record takes beside its data: the length and both checksums. */
    public static final int FRAME_BYTES = 16;

    /** Bytes of a record before its data. */
    private static final int HEADER_BYTES = 12;

    private final OutputStream out;
    private final ByteBuffer header = ByteBuffer.allocate(HEADER_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    private final ByteBuffer footer = ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN);
    private final MaskedCrc crc = new MaskedCrc();

    /** @param out takes the file's bytes, best buffered; closed with this writer */
    public TfRecordWriter(OutputStream out) {
        this.out = out;
    }

    /**
     * Appends one record.
     *
     * @throws IllegalArgumentException if it is longer than {@link TfRecordReader#LONGEST_RECORD}
     */
    public void write(byte[] data) throws IOException {
        if (data.length > TfRecordReader.LONGEST_RECORD) {
            throw new IllegalArgumentException("A record of %d bytes, more than the %d that can be read back"
                    .formatted(data.length, TfRecordReader.LONGEST_RECORD));
        }
        header.putLong(0, data.length);
        header.putInt(Long.BYTES, crc.of(header.array(), 0, Long.BYTES));
        footer.putInt(0, crc.of(data, 0, data.length));
        out.write(header.array());
        out.write(data);
        out.write(footer.array());
    }

    @Override
    public void close() throws IOException {
        out.close();
    }
}
