// SPDX-License-Identifier: Apache-2.0
package org.aiperf.foreign;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A directory for passing files that only its user may read, gone with all that is in it when it is closed. What a killed
 * process has left is removed by the next one of the same user: the operating system tells by a lock whether its owner
 * still lives.
 */
public final class Scratch implements Closeable {

    private static final Logger LOG = LoggerFactory.getLogger(Scratch.class);
    private static final String PREFIX = "aiperf-scratch-";
    private static final String LOCK = ".lock";

    private final Path path;
    private final @Nullable FileChannel alive;

    private Scratch(Path path, @Nullable FileChannel alive) {
        this.path = path;
        this.alive = alive;
    }

    /** One in the system's directory for temporary files. */
    public static Scratch create() throws IOException {
        return in(temporary());
    }

    /** Removes what killed processes of this user have left. */
    public static void sweep() {
        sweep(temporary());
    }

    private static Path temporary() {
        return Path.of(System.getProperty("java.io.tmpdir"));
    }

    /** One in a directory for temporary files. */
    static Scratch in(Path temporary) throws IOException {
        while (true) {
            Path path = Files.createTempDirectory(temporary, PREFIX);
            FileChannel alive =
                    FileChannel.open(path.resolve(LOCK), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
            if (alive.tryLock() != null) {
                return new Scratch(path, alive);
            }
            alive.close(); // another start took it for one that was left
        }
    }

    /** A part of one, to be emptied earlier. */
    public static Scratch within(Path scratch) throws IOException {
        return new Scratch(Files.createTempDirectory(scratch, "part-"), null);
    }

    /** Where it is. */
    public Path path() {
        return path;
    }

    /** What cannot be removed is none of ours or still in use. */
    static void sweep(Path temporary) {
        try (DirectoryStream<Path> left = Files.newDirectoryStream(temporary, PREFIX + "*")) {
            for (Path each : left) {
                if (Files.isDirectory(each, LinkOption.NOFOLLOW_LINKS) && Owners.of(each) == Owners.me()) {
                    removeIfDead(each);
                }
            }
        } catch (IOException | DirectoryIteratorException e) {
            LOG.debug("Cannot look for what killed processes left in {}", temporary, e);
        }
    }

    private static void removeIfDead(Path scratch) {
        try (FileChannel channel = FileChannel.open(scratch.resolve(LOCK), StandardOpenOption.WRITE);
                FileLock lock = channel.tryLock()) {
            if (lock != null) {
                remove(scratch);
            }
        } catch (OverlappingFileLockException e) {
            LOG.trace("{} is in use in this process", scratch);
        } catch (IOException e) {
            LOG.debug("Cannot remove {}", scratch, e);
        }
    }

    private static void remove(Path directory) throws IOException {
        Files.walkFileTree(directory, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path visited, @Nullable IOException failure) throws IOException {
                if (failure != null) {
                    throw failure;
                }
                Files.delete(visited);
                return FileVisitResult.CONTINUE;
            }
        });
    }

    @Override
    public void close() throws IOException {
        try {
            remove(path);
        } catch (NoSuchFileException e) {
            LOG.debug("{} is gone already", path, e);
        } finally {
            if (alive != null) {
                alive.close();
            }
        }
    }
}
