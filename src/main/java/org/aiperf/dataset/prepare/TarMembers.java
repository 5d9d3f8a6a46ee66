// SPDX-License-Identifier: Apache-2.0
package org.aiperf.dataset.prepare;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.aiperf.dataset.prepare.Leftovers.Reason;
import org.aiperf.image.decode.FileKind;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarFile;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.jspecify.annotations.Nullable;

/**
 * The files in a tar archive and where their bytes lie; reads headers only. Links to members stand for these.
 *
 * @param members in the archive's order
 * @param leftovers members that are no files
 */
record TarMembers(List<Member> members, Leftovers leftovers) {

    private static final int BLOCK = 512;

    /**
     * One file in an archive.
     *
     * @param name its path in the archive
     * @param offset of its first byte in the outermost file
     * @param length its bytes
     */
    record Member(String name, long offset, long length) {}

    static long length(String file, Configuration hadoop) throws IOException {
        Path path = new Path(file);
        try {
            return SourceFiles.files(path, hadoop).getFileStatus(path).getLen();
        } catch (FileNotFoundException e) {
            throw new IOException("There is no archive %s; check the path".formatted(path), e);
        }
    }

    /** The files of the archive that lies in a piece of a file. */
    static TarMembers of(String file, long start, long length, Configuration hadoop) throws IOException {
        Path path = new Path(file);
        FileSystem files = SourceFiles.files(path, hadoop);
        try (FilePiece piece = new FilePiece(files.open(path), start, length)) {
            Contents contents = new Contents(file, start);
            TarMembers members = contents.read(piece, length);
            if (members.members.isEmpty()) {
                throw empty(name(file, start));
            }
            return members;
        }
    }

    /** Whether it has content of its own, as a link or a device has not. */
    static boolean isOrdinary(TarArchiveEntry entry) {
        return entry.isFile()
                && !entry.isLink()
                && !entry.isSymbolicLink()
                && !entry.isFIFO()
                && !entry.isCharacterDevice()
                && !entry.isBlockDevice();
    }

    static IOException sparse(String archive, TarArchiveEntry entry) {
        return new IOException(
                "%s holds %s as a sparse file, whose bytes do not lie in one piece; pack it again without --sparse"
                        .formatted(archive, entry.getName()));
    }

    static IOException empty(String archive) {
        return new IOException("%s holds no files".formatted(archive));
    }

    /** The archive in a sentence. */
    private static String name(String file, long start) {
        return start == 0 ? "The tar archive " + file : "The tar archive at byte %d of %s".formatted(start, file);
    }

    private static final class Contents {

        private final String file;
        private final long start;
        private final Map<String, Member> byName = new HashMap<>();
        private final List<Member> members = new ArrayList<>();
        private final Leftovers leftovers = new Leftovers();

        Contents(String file, long start) {
            this.file = file;
            this.start = start;
        }

        TarMembers read(FilePiece piece, long length) throws IOException {
            long end = 0;
            for (TarArchiveEntry entry : entries(piece)) {
                if (!entry.isCheckSumOK()) {
                    throw damaged(piece, null);
                }
                end = entry.getDataOffset() + (entry.getSize() + BLOCK - 1) / BLOCK * BLOCK;
                if (entry.getDataOffset() + entry.getSize() > length) {
                    throw cut(length, "inside its member " + entry.getName());
                }
                add(entry);
            }
            requireEnd(piece, end, length);
            return new TarMembers(members, leftovers);
        }

        private List<TarArchiveEntry> entries(FilePiece piece) throws IOException {
            // The piece is closed by whoever opened it.
            TarFile tar;
            try {
                tar = new TarFile(piece);
            } catch (IOException | IllegalArgumentException e) {
                throw damaged(piece, e);
            }
            return tar.getEntries();
        }

        private IOException damaged(FilePiece piece, @Nullable Exception e) throws IOException {
            FileKind kind = kind(piece);
            return new IOException(
                    kind == FileKind.UNKNOWN
                            ? "%s cannot be read: the header of a member is damaged, or it ends early, after %,d bytes; copy it again"
                                    .formatted(name(file, start), piece.size())
                            : "%s is none: it is %s".formatted(name(file, start), kind.text()),
                    e);
        }

        private static FileKind kind(FilePiece piece) throws IOException {
            ByteBuffer first = ByteBuffer.allocate((int) Math.min(BLOCK, piece.size()));
            piece.position(0);
            piece.read(first); // all that is asked for
            return FileKind.of(first.array());
        }

        private void add(TarArchiveEntry entry) throws IOException {
            String name = entry.getName();
            if (entry.isDirectory()) {
                return;
            }
            if (entry.isLink() || entry.isSymbolicLink()) {
                Member target = byName.get(
                        entry.isLink() ? plain(entry.getLinkName()) : plain(resolved(name, entry.getLinkName())));
                if (target == null) {
                    leftovers.add(Reason.LINK, name + " in " + file);
                } else {
                    keep(new Member(name, target.offset(), target.length()));
                }
            } else if (entry.isSparse()) {
                throw sparse(name(file, start), entry);
            } else if (isOrdinary(entry)) {
                keep(new Member(name, start + entry.getDataOffset(), entry.getSize()));
            } else {
                leftovers.add(Reason.SPECIAL, name + " in " + file);
            }
        }

        private void keep(Member member) {
            members.add(member);
            byName.put(plain(member.name()), member);
        }

        /** A copy that was broken off between two members looks whole but for the empty block after the last one. */
        private void requireEnd(FilePiece piece, long end, long length) throws IOException {
            ByteBuffer block = ByteBuffer.allocate(BLOCK);
            piece.position(end);
            if (piece.read(block) < BLOCK) {
                throw cut(
                        length,
                        "after %,d members, without the empty block that ends an archive".formatted(members.size()));
            }
            for (byte each : block.array()) {
                if (each != 0) {
                    throw new IOException("%s cannot be read: at byte %,d of it is no header of a member; copy it again"
                            .formatted(name(file, start), end));
                }
            }
        }

        private IOException cut(long length, String where) {
            return new IOException("%s cannot be read: it ends early, at byte %,d, %s; copy it again"
                    .formatted(name(file, start), length, where));
        }

        private static String resolved(String name, String target) {
            return target.startsWith("/") ? target : name.substring(0, name.lastIndexOf('/') + 1) + target;
        }

        /** A path without {@code .} and {@code ..}. */
        private static String plain(String path) {
            List<String> parts = new ArrayList<>();
            for (String part : path.split("/", -1)) {
                if (part.equals("..") && !parts.isEmpty()) {
                    parts.remove(parts.size() - 1);
                } else if (!part.isEmpty() && !part.equals(".")) {
                    parts.add(part);
                }
            }
            return String.join("/", parts);
        }
    }
}
