// SPDX-License-Identifier: Apache-2.0
package org.aiperf.dataset.prepare;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarFile;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** The files in a tar archive and where their bytes lie; reads headers only. */
final class TarMembers {

    /**
     * One file in an archive.
     *
     * @param name its path in the archive
     * @param offset of its first byte in the outermost file
     * @param length its bytes
     */
    record Member(String name, long offset, long length) {}

    private TarMembers() {}

    static long length(String file, Configuration hadoop) throws IOException {
        Path path = new Path(file);
        try {
            return path.getFileSystem(hadoop).getFileStatus(path).getLen();
        } catch (FileNotFoundException e) {
            throw new IOException("There is no archive %s; check the path".formatted(path), e);
        }
    }

    /** The files of the archive that lies in a piece of a file. */
    static List<Member> of(String file, long start, long length, Configuration hadoop) throws IOException {
        Path path = new Path(file);
        FileSystem files = path.getFileSystem(hadoop);
        List<Member> members = new ArrayList<>();
        try (TarFile tar = new TarFile(new FilePiece(files.open(path), start, length))) {
            for (TarArchiveEntry entry : tar.getEntries()) {
                if (entry.getDataOffset() + entry.getSize() > length) {
                    throw new IOException("it ends inside its member " + entry.getName());
                }
                if (entry.isFile() && !entry.isSparse()) {
                    members.add(new Member(entry.getName(), start + entry.getDataOffset(), entry.getSize()));
                }
            }
        } catch (IOException | IllegalArgumentException e) {
            throw new IOException(
                    "The tar archive at byte %d of %s cannot be read: %s; copy it again"
                            .formatted(start, file, e.getMessage()),
                    e);
        }
        if (members.isEmpty()) {
            throw new IOException("The tar archive at byte %d of %s holds no files".formatted(start, file));
        }
        return members;
    }
}
