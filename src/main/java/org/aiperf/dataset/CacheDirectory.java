// SPDX-License-Identifier: Apache-2.0
package org.aiperf.dataset;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.aiperf.foreign.Cause;
import org.aiperf.foreign.Owners;

/**
 * A directory for copies whose content nobody else can change. One that only this user, the administrator or a group of the
 * administrator's choice may write to is used as it is; where everybody may, as below {@code /tmp}, each user has a part of
 * his own in it.
 */
final class CacheDirectory {

    private CacheDirectory() {}

    /**
     * The directory to use for one that was configured; made when needed.
     *
     * @throws IOException if somebody else can change what is in it, or it cannot be made
     */
    static Path of(Path configured) throws IOException {
        if (!Files.isDirectory(configured)) {
            make(configured);
        }
        Path directory = configured.toRealPath();
        if (!Owners.othersWrite(directory)) {
            if (!Owners.isMine(directory) && !Owners.groupWrites(directory)) {
                throw new IOException(
                        "%s belongs to another user, who can change what is in it; choose another aiperf.data.cache-directory"
                                .formatted(directory));
            }
            return directory;
        }
        return own(directory.resolve("user-" + Owners.me()));
    }

    private static void make(Path configured) throws IOException {
        try {
            Files.createDirectories(configured);
        } catch (IOException e) {
            throw new IOException(
                    "The cache of images %s cannot be made: %s (aiperf.data.cache-directory)"
                            .formatted(configured, Cause.of(e)),
                    e);
        }
        Owners.asAbove(configured);
    }

    private static Path own(Path part) throws IOException {
        try {
            Files.createDirectory(
                    part, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        } catch (FileAlreadyExistsException e) {
            boolean ours = Files.isDirectory(part, LinkOption.NOFOLLOW_LINKS)
                    && Owners.of(part) == Owners.me()
                    && !Owners.groupWrites(part)
                    && !Owners.othersWrite(part);
            if (!ours) {
                throw new IOException(
                        "%s is not this user's own directory; remove it, or choose another aiperf.data.cache-directory"
                                .formatted(part),
                        e);
            }
        }
        return part;
    }
}
