// SPDX-License-Identifier: Apache-2.0
package org.aiperf.dataset;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import org.aiperf.foreign.Cause;
import org.jspecify.annotations.Nullable;

/**
 * Reads the records of a TFRecord file in order. A record is its length (8 bytes, little-endian), the masked CRC-32C of
 * these 8 bytes, the data, and the masked CRC-32C of the data; both checksums are always compared. A file that ends
 * between two records looks complete here: who knows the number of records compares it. A file that gzip has compressed is
 * read, too; places in it are those of its content. Not thread-safe.
 */
public final class TfRecordReader implements Closeable {

    /** No record may be longer, in bytes: bounds what a forged length can make this reader allocate. */
    public static final int LONGEST_RECORD = 1 << 26;

    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

    private InputStream in;
    private boolean opened;
    private final String file;
    private final byte[] header = new byte[12];
    private final byte[] footer = new byte[4];
    private final MaskedCrc crc = new MaskedCrc();
    private int length;
    private long records;
    private long offset;

    /**
     * @param in the file's bytes, best buffered; closed with this reader
     * @param file the name that errors give
     */
    public TfRecordReader(InputStream in, String file) {
        this.in = in;
        this.file = file;
    }

    /**
     * The data of the next record, or null at the end of the file.
     *
     * @throws DamagedShardException if the record is cut off or a checksum differs
     * @throws IOException if the file cannot be read; names file and record
     */
    public byte @Nullable [] next() throws IOException {
        return next(byte[]::new);
    }

    /** The same in an array of the caller's, which may be longer than the data. */
    byte @Nullable [] next(ByteArrays arrays) throws IOException {
        open();
        int present = fill(header, header.length);
        if (present == 0) {
            return null;
        }
        if (present < header.length) {
            throw damaged("ends inside its length");
        }
        if (crc.of(header, 0, Long.BYTES) != (int) INT.get(header, Long.BYTES)) {
            throw damaged("has a wrong checksum of its length");
        }
        long claimed = (long) LONG.get(header, 0);
        if (claimed < 0 || claimed > LONGEST_RECORD) {
            throw damaged("claims %d bytes, more than the %d allowed".formatted(claimed, LONGEST_RECORD));
        }
        length = (int) claimed;
        byte[] data = arrays.atLeast(length);
        if (fill(data, length) < length || fill(footer, footer.length) < footer.length) {
            throw damaged("ends before its %d bytes and their checksum".formatted(length));
        }
        if (crc.of(data, 0, length) != (int) INT.get(footer, 0)) {
            throw damaged("has a wrong checksum of its data");
        }
        records++;
        offset += header.length + length + footer.length;
        return data;
    }

    /** Length of the record read last, in bytes. */
    int length() {
        return length;
    }

    /** Records read so far: the number, from 1, of the one read last. */
    public long records() {
        return records;
    }

    /** Where the next record starts, in bytes from the start of the file. */
    public long offset() {
        return offset;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }

    private void open() throws IOException {
        if (!opened) {
            opened = true;
            try {
                in = GzipInput.of(in);
            } catch (IOException e) {
                throw unreadable(e);
            }
        }
    }

    private int fill(byte[] target, int count) throws IOException {
        try {
            return in.readNBytes(target, 0, count);
        } catch (EOFException e) {
            throw damaged("cannot be read: the compressed file ends early");
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    private IOException unreadable(IOException e) {
        return new IOException(
                "Cannot read record %d of %s, at byte %d: %s".formatted(records + 1, file, offset, Cause.of(e)), e);
    }

    private DamagedShardException damaged(String problem) {
        return new DamagedShardException(file, records + 1, offset, problem);
    }
}
