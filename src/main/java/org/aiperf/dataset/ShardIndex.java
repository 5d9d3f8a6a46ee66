// SPDX-License-Identifier: Apache-2.0
package org.aiperf.dataset;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;
import org.aiperf.foreign.Cause;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * The sidecar of a shard: where each record lies and what it holds, so that any record can be read without those before
 * it, and images can be compared with the data set's {@link ContentDigest}. The shard stays a plain TFRecord file. Reader and writer are here side by side.
 *
 * <p>Format, big-endian: the bytes {@code AIPX}, format version, length of the shard (8 bytes), number of entries, the
 * entries (offset in 8 bytes, length, label, height, width in 4 each, SHA-256 of the image in 32), CRC-32C of everything before it.
 *
 * @param shardBytes length of the shard that it belongs to
 * @param entries one a record, in file order
 */
public record ShardIndex(long shardBytes, List<Entry> entries) {

    /** Directory of the indexes, in the data set's directory. */
    public static final String DIRECTORY = "_index";

    private static final int MAGIC = 0x41495058;
    private static final int VERSION = 2;
    private static final int HEADER_BYTES = 20;
    private static final int ENTRY_BYTES = 24 + ImageDigest.BYTES;

    /**
     * One record.
     *
     * @param offset where the record starts in the shard, with its length field
     * @param length bytes of its data, between the checksums
     * @param label as it stands in the record
     * @param height rows of the image
     * @param width columns of the image
     * @param image SHA-256 of the encoded image
     */
    public record Entry(long offset, int length, int label, int height, int width, ImageDigest image) {}

    public ShardIndex {
        entries = List.copyOf(entries);
        long offset = 0;
        for (Entry entry : entries) {
            if (entry.offset() != offset || entry.length() < 0) {
                throw new IllegalArgumentException(
                        "an entry starts at byte %d where %d is expected".formatted(entry.offset(), offset));
            }
            offset += entry.length() + (long) TfRecordWriter.FRAME_BYTES;
        }
        if (offset != shardBytes) {
            throw new IllegalArgumentException(
                    "its records end at byte %d, the shard at %d".formatted(offset, shardBytes));
        }
    }

    /** The index's path below the data set's directory. */
    public static String file(String shard) {
        return DIRECTORY + "/" + shard + ".idx";
    }

    /** The content of the index file. */
    public byte[] toBytes() {
        ByteBuffer out = ByteBuffer.allocate(HEADER_BYTES + entries.size() * ENTRY_BYTES + Integer.BYTES);
        out.putInt(MAGIC).putInt(VERSION).putLong(shardBytes).putInt(entries.size());
        for (Entry entry : entries) {
            out.putLong(entry.offset())
                    .putInt(entry.length())
                    .putInt(entry.label())
                    .putInt(entry.height())
                    .putInt(entry.width());
            entry.image().write(out);
        }
        return out.putInt(crc(out.array(), out.position())).array();
    }

    /**
     * Reads the index of a shard.
     *
     * @param directory the data set's
     * @throws UnusableIndexException if it is missing, cut off, altered or of another format version
     */
    public static ShardIndex read(FileSystem files, Path directory, String shard) throws IOException {
        Path path = new Path(directory, file(shard));
        try (InputStream in = files.open(path)) {
            return parse(in.readAllBytes(), path.toString());
        } catch (FileNotFoundException e) {
            throw new UnusableIndexException(
                    "%s is missing, the index of a shard; copy %s of the data set, too, or make it anew by submit/aiperf prepare --source tfrecord=%s"
                            .formatted(path, DIRECTORY, directory),
                    e);
        }
    }

    /**
     * Reads the content of an index file.
     *
     * @param file the name that errors give
     * @throws UnusableIndexException if it is cut off, altered or of another format version
     */
    public static ShardIndex parse(byte[] bytes, String file) throws UnusableIndexException {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        if (bytes.length < HEADER_BYTES + Integer.BYTES || in.getInt() != MAGIC) {
            throw new UnusableIndexException("%s is no index of a shard; prepare the data set again".formatted(file));
        }
        int version = in.getInt();
        if (version != VERSION) {
            throw new UnusableIndexException(
                    "%s has format version %d, only %d can be read; make it anew by submit/aiperf prepare --source tfrecord=DIRECTORY"
                            .formatted(file, version, VERSION));
        }
        int body = bytes.length - Integer.BYTES;
        if (crc(bytes, body) != in.getInt(body)) {
            throw new UnusableIndexException(
                    "%s is damaged: its checksum is wrong; prepare the data set again".formatted(file));
        }
        long shardBytes = in.getLong();
        int count = in.getInt();
        if (count < 0 || body - HEADER_BYTES != (long) count * ENTRY_BYTES) {
            throw new UnusableIndexException(
                    "%s is damaged: it has not the %d entries that it claims".formatted(file, count));
        }
        List<Entry> entries = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            entries.add(
                    new Entry(in.getLong(), in.getInt(), in.getInt(), in.getInt(), in.getInt(), ImageDigest.read(in)));
        }
        try {
            return new ShardIndex(shardBytes, entries);
        } catch (IllegalArgumentException e) {
            throw new UnusableIndexException("%s is damaged: %s".formatted(file, Cause.of(e)));
        }
    }

    private static int crc(byte[] bytes, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, length);
        return (int) crc.getValue();
    }
}
