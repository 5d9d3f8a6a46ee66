// SPDX-License-Identifier: Apache-2.0
package org.aiperf.dataset.prepare;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.ZipException;
import org.aiperf.dataset.GzipInput;
import org.aiperf.image.decode.FileKind;
import org.apache.commons.compress.archivers.ArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.jspecify.annotations.Nullable;

/** The members of a tar archive that may be compressed by gzip, one after the other. Not thread-safe. */
final class TarStream implements Closeable {

    private static final int BUFFER_BYTES = 1 << 18;
    private static final int LOOKED_AT = 512;

    private final String file;
    private final InputStream in;
    private @Nullable Tar tar;

    TarStream(String file, Configuration hadoop) throws IOException {
        this.file = file;
        Path path = new Path(file);
        this.in = new BufferedInputStream(SourceFiles.files(path, hadoop).open(path), BUFFER_BYTES);
    }

    /** The library takes a missing header for the end of the archive. */
    private static final class Tar extends TarArchiveInputStream {

        private boolean ended;

        Tar(InputStream in) {
            super(in);
        }

        @Override
        protected boolean isEOFRecord(byte @Nullable [] header) {
            boolean end = super.isEOFRecord(header);
            ended |= end && header != null;
            return end;
        }
    }

    /**
     * The next member, or null after the last one.
     *
     * @throws IOException if the archive ends early or is none, naming it
     */
    @Nullable TarArchiveEntry next() throws IOException {
        TarArchiveEntry entry = header();
        if (entry != null && entry.isSparse()) {
            throw TarMembers.sparse("The tar archive " + file, entry);
        }
        return entry;
    }

    private @Nullable TarArchiveEntry header() throws IOException {
        byte[] start = new byte[0];
        try {
            if (tar == null) {
                InputStream content = new BufferedInputStream(GzipInput.of(in), BUFFER_BYTES);
                content.mark(LOOKED_AT);
                start = content.readNBytes(LOOKED_AT);
                content.reset();
                tar = new Tar(content);
            }
            // By the type whose method is in older versions, such as Spark 3.5's, what it is in newer ones.
            ArchiveInputStream<TarArchiveEntry> members = tar;
            TarArchiveEntry entry = members.getNextEntry();
            if (entry == null && !tar.ended) {
                throw new EOFException();
            }
            if (entry != null && !entry.isCheckSumOK()) {
                throw new IOException("A header's checksum is wrong");
            }
            return entry;
        } catch (EOFException | ZipException e) {
            throw cut(e);
        } catch (IOException | IllegalArgumentException e) {
            FileKind kind = FileKind.of(start);
            throw new IOException(
                    kind == FileKind.UNKNOWN || start.length == 0
                            ? "The tar archive %s cannot be read after %,d bytes: it ends early or is damaged; copy it again"
                                    .formatted(file, read())
                            : "%s is no tar archive: it is %s".formatted(file, kind.text()),
                    e);
        }
    }

    /** The bytes of the member that {@link #next} gave. */
    byte[] content() throws IOException {
        if (tar == null) {
            throw new IllegalStateException("No member was asked for");
        }
        try {
            return tar.readAllBytes();
        } catch (IOException e) {
            throw cut(e);
        }
    }

    private IOException cut(IOException e) {
        return new IOException(
                "The tar archive %s ends early, after %,d bytes of its content; copy it again".formatted(file, read()),
                e);
    }

    private long read() {
        return tar == null ? 0 : tar.getBytesRead();
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
