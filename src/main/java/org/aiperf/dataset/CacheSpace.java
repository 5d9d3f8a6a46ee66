// SPDX-License-Identifier: Apache-2.0
package org.aiperf.dataset;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The disk space of a cache: a budget in bytes, within what the disk has. Room is made by deleting the copies that were
 * used longest ago, but none that is in use in any JVM of the node, and the parts that killed processes left.
 *
 * <p>Lock names: {@code use KEY} is shared by those who read a copy, {@code copy KEY} held by the one who makes it, and
 * {@code room} by the one who makes room. Who holds {@code room} waits for no other lock.
 *
 * @param directory of the copies
 * @param budget in bytes
 * @param locks of the directory
 */
record CacheSpace(Path directory, long budget, NodeLocks locks) {

    /** Bytes of the disk that are left free for others. */
    static final long RESERVE = 1L << 30;

    private static final String COPY = ".tfrecord";
    private static final String PARTIAL = ".partial";
    private static final long MIB = 1 << 20;

    private record Occupant(Path file, String key, FileTime used, long bytes) {}

    Path copy(String key) {
        return directory.resolve(key + COPY);
    }

    /**
     * Reserves room for a copy; the caller holds {@code copy KEY}.
     *
     * @return an empty file to write into, of a name of its own; it counts with its final size at once
     * @throws IOException if there is no room or the directory cannot be written
     */
    Path reserve(String key, long bytes) throws IOException {
        try (NodeLocks.Held room = locks.hold("room")) {
            makeRoom(key, bytes);
            return Files.createTempFile(directory, key + "-" + bytes + "-", PARTIAL);
        }
    }

    private void makeRoom(String key, long bytes) throws IOException {
        if (bytes > budget) {
            throw new IOException("a shard of %,d bytes exceeds the cache's %,d; raise aiperf.data.cache-size"
                    .formatted(bytes, budget));
        }
        long promised = bytes;
        for (Occupant partial : occupants(PARTIAL)) {
            if (partial.key().equals(key)) {
                Files.deleteIfExists(partial.file());
            } else {
                promised += deleteIfFree("copy " + partial.key(), partial) ? 0 : partial.bytes();
            }
        }
        List<Occupant> copies = occupants(COPY);
        long used = copies.stream().mapToLong(Occupant::bytes).sum();
        copies.sort(Comparator.comparing(Occupant::used));
        for (Occupant copy : copies) {
            if (used + promised <= budget && free() >= promised + RESERVE) {
                return;
            }
            used -= deleteIfFree("use " + copy.key(), copy) ? copy.bytes() : 0;
        }
        if (used + promised > budget) {
            throw new IOException(
                    "all of the cache's %d MiB are in use; raise aiperf.data.cache-size".formatted(budget / MIB));
        } else if (free() < promised + RESERVE) {
            throw new IOException(
                    "the disk has only %d MiB free, and %d are left to others".formatted(free() / MIB, RESERVE / MIB));
        }
    }

    private long free() throws IOException {
        return Files.getFileStore(directory).getUsableSpace();
    }

    private boolean deleteIfFree(String lock, Occupant occupant) throws IOException {
        Optional<NodeLocks.Held> held = locks.tryHold(lock);
        if (held.isPresent()) {
            try (NodeLocks.Held alone = held.get()) {
                Files.deleteIfExists(occupant.file());
                Files.deleteIfExists(CopySeal.beside(occupant.file()));
            } catch (FileSystemException e) {
                return false; // another user's, in a directory whose files only their owners may remove
            }
        }
        return held.isPresent();
    }

    private List<Occupant> occupants(String suffix) throws IOException {
        List<Occupant> found = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, "*" + suffix)) {
            for (Path file : files) {
                try {
                    BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
                    found.add(occupant(file, suffix, attributes));
                } catch (NoSuchFileException e) {
                    // Its process has just finished or discarded it, so it takes no room.
                }
            }
        }
        return found;
    }

    private static FileTime used(Path file, BasicFileAttributes attributes) throws IOException {
        try {
            return Files.getLastModifiedTime(CopySeal.beside(file));
        } catch (NoSuchFileException e) {
            return attributes.lastModifiedTime();
        }
    }

    /** A part counts with the size that its name tells, not with what is written yet. */
    private static Occupant occupant(Path file, String suffix, BasicFileAttributes attributes) throws IOException {
        String[] name = file.getFileName().toString().split("[-.]", -1);
        long bytes = suffix.equals(PARTIAL) ? Long.parseLong(name[1]) : attributes.size();
        return new Occupant(file, name[0], used(file, attributes), bytes);
    }
}
