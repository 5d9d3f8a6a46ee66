// SPDX-License-Identifier: Apache-2.0
package org.aiperf.dataset;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.DigestInputStream;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.aiperf.foreign.Owners;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells whether a copy is still what it was when its digest was computed: a file beside it, of this user, holds its size,
 * its times and its place on the disk. Whoever changes the copy changes one of them. Without such a file the digest is
 * computed once. Its own time tells when the copy was used. Thread-safe.
 */
final class CopySeal {

    static final String SUFFIX = ".seal";

    private static final Logger LOG = LoggerFactory.getLogger(CopySeal.class);
    private static final int BUFFER_BYTES = 1 << 20;

    /** What this process has found good. */
    private final Map<Path, String> known = new ConcurrentHashMap<>();

    static Path beside(Path copy) {
        return copy.resolveSibling(copy.getFileName() + SUFFIX);
    }

    /** Whether the copy was found good before and nobody has touched it since. */
    boolean isWhole(Path copy) throws IOException {
        try {
            String state = state(copy);
            if (state.equals(known.get(copy))) {
                return true;
            }
            Path seal = beside(copy);
            if (Owners.isMine(seal) && Files.readString(seal).equals(state)) {
                known.put(copy, state);
                return true;
            }
        } catch (NoSuchFileException e) {
            LOG.trace("No copy or no seal", e);
        }
        return false;
    }

    /** Computes the digest of a copy that is there, and seals it if it is the one that is wanted. */
    boolean verified(Path copy, String sha256) throws IOException {
        try (DigestInputStream in = new DigestInputStream(Files.newInputStream(copy), Sha256.digest())) {
            byte[] buffer = new byte[BUFFER_BYTES];
            int read = 0;
            while (read >= 0) {
                read = in.read(buffer);
            }
            if (!Sha256.text(in.getMessageDigest().digest()).equals(sha256)) {
                return false;
            }
        } catch (NoSuchFileException e) {
            return false;
        }
        seal(copy);
        return true;
    }

    /** Seals a copy whose digest was just computed. */
    void seal(Path copy) throws IOException {
        String state = state(copy);
        known.put(copy, state);
        try {
            Path seal = beside(copy);
            Files.deleteIfExists(seal);
            Files.writeString(seal, state);
        } catch (FileSystemException e) {
            LOG.debug("The copy {} of another user is not sealed", copy, e);
        }
    }

    /** Notes that the copy is in use. */
    void used(Path copy, InstantSource clock) throws IOException {
        try {
            Files.setLastModifiedTime(beside(copy), FileTime.from(clock.instant()));
        } catch (FileSystemException e) {
            LOG.debug("The copy {} of another user keeps its time", copy, e);
        }
    }

    private static String state(Path copy) throws IOException {
        Map<String, Object> state = Files.readAttributes(copy, "unix:size,lastModifiedTime,ctime,ino,uid");
        return "%s %s %s %s %s\n"
                .formatted(
                        state.get("size"),
                        state.get("lastModifiedTime"),
                        state.get("ctime"),
                        state.get("ino"),
                        state.get("uid"));
    }
}
