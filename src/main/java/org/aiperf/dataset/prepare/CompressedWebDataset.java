// SPDX-License-Identifier: Apache-2.0
package org.aiperf.dataset.prepare;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.Map;
import java.util.zip.ZipException;
import org.aiperf.dataset.GzipInput;
import org.aiperf.dataset.prepare.Leftovers.Reason;
import org.apache.commons.compress.archivers.ArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.jspecify.annotations.Nullable;

/**
 * A {@link WebDatasetSource} of which some archives are compressed by gzip: each is read from its beginning to its end.
 *
 * @param source the same without that
 */
record CompressedWebDataset(WebDatasetSource source) implements PartReader {

    private static final long serialVersionUID = 1L;
    private static final int BUFFER_BYTES = 1 << 18;

    @Override
    public String description() {
        return source.description();
    }

    @Override
    public SourceLayout layout(Configuration hadoop) throws IOException {
        return source.layout(hadoop);
    }

    @Override
    public SourceListing list(SourcePart part, Configuration hadoop) throws IOException {
        WebDatasetKeys keys = new WebDatasetKeys(part.file(), source.classNames());
        Leftovers leftovers = new Leftovers();
        try (Archive archive = new Archive(part.file(), hadoop)) {
            for (TarArchiveEntry entry = archive.next(); entry != null; entry = archive.next()) {
                if (TarMembers.isOrdinary(entry)) {
                    // Where it lies has no meaning: nobody looks it up.
                    keys.add(new TarMembers.Member(entry.getName(), part.offset(), entry.getSize()), archive::content);
                } else if (!entry.isDirectory()) {
                    leftovers.add(
                            entry.isLink() || entry.isSymbolicLink() ? Reason.LINK : Reason.SPECIAL,
                            entry.getName() + " in " + part.file());
                }
            }
        }
        SourceListing listing = keys.listing(part, source.place(part, hadoop));
        listing.leftovers().addAll(leftovers);
        return listing;
    }

    @Override
    public Images read(SourcePart part, Configuration hadoop) throws IOException {
        Map<String, SourceImage> wanted = new HashMap<>();
        for (SourceImage image : list(part, hadoop).images()) {
            wanted.put(image.name(), image);
        }
        String place = source.place(part, hadoop) + "/";
        Archive archive = new Archive(part.file(), hadoop);
        return new Images() {

            @Override
            public @Nullable Read next() throws IOException {
                for (TarArchiveEntry entry = archive.next(); entry != null; entry = archive.next()) {
                    SourceImage image = wanted.get(place + entry.getName());
                    if (image != null && TarMembers.isOrdinary(entry)) {
                        return new Read(image, archive.content());
                    }
                }
                return null;
            }

            @Override
            public void close() throws IOException {
                archive.close();
            }
        };
    }

    /** Its members one after the other. */
    private static final class Archive implements AutoCloseable {

        private final String file;
        private final TarArchiveInputStream tar;

        /** The same by the type whose method is in older versions, such as Spark 3.5's, what it is in newer ones. */
        private final ArchiveInputStream<TarArchiveEntry> members;

        Archive(String file, Configuration hadoop) throws IOException {
            this.file = file;
            Path path = new Path(file);
            InputStream in =
                    new BufferedInputStream(SourceFiles.files(path, hadoop).open(path), BUFFER_BYTES);
            this.tar = new TarArchiveInputStream(GzipInput.of(in));
            this.members = tar;
        }

        @Nullable TarArchiveEntry next() throws IOException {
            try {
                TarArchiveEntry entry = members.getNextEntry();
                if (entry != null && !entry.isCheckSumOK()) {
                    throw new EOFException();
                }
                return entry;
            } catch (EOFException | ZipException e) {
                throw cut(e);
            } catch (IOException | IllegalArgumentException e) {
                throw new IOException(
                        "The tar archive %s cannot be read after %,d bytes: it ends early or is damaged; copy it again"
                                .formatted(file, tar.getBytesRead()),
                        e);
            }
        }

        byte[] content() throws IOException {
            try {
                return tar.readAllBytes();
            } catch (IOException e) {
                throw cut(e);
            }
        }

        private IOException cut(IOException e) {
            return new IOException(
                    "The tar archive %s ends early, after %,d bytes of its content; copy it again"
                            .formatted(file, tar.getBytesRead()),
                    e);
        }

        @Override
        public void close() throws IOException {
            tar.close();
        }
    }
}
