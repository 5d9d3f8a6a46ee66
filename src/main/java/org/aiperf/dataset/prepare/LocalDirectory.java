// SPDX-License-Identifier: Apache-2.0
package org.aiperf.dataset.prepare;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.apache.hadoop.fs.FileStatus;

/**
 * What a directory of the local disk holds, by one look at each file, where Hadoop takes four and passes over what it cannot
 * look at.
 */
final class LocalDirectory {

    /** What stands in a text for bytes that are none. */
    private static final char NO_CHARACTER = '\uFFFD';

    private LocalDirectory() {}

    /**
     * Files and directories, sorted by name.
     *
     * @param directory with its scheme
     * @throws IOException if it does not exist, or a name in it is no text in this locale or leads nowhere
     */
    static List<FileStatus> list(org.apache.hadoop.fs.Path directory) throws IOException {
        TreeMap<String, BasicFileAttributes> found = new TreeMap<>();
        List<String> unseen = new ArrayList<>();
        try (DirectoryStream<Path> files =
                Files.newDirectoryStream(Path.of(directory.toUri().getPath()))) {
            for (Path file : files) {
                String name = file.getFileName().toString();
                try {
                    if (!isText(file, name)) {
                        unseen.add(name);
                    } else {
                        found.put(name, Files.readAttributes(file, BasicFileAttributes.class));
                    }
                } catch (NoSuchFileException e) {
                    unseen.add(name);
                }
            }
        } catch (NoSuchFileException e) {
            throw new IOException("Source directory %s does not exist; check the path".formatted(directory), e);
        } catch (NotDirectoryException e) {
            throw new IOException(
                    "%s is a file, not a directory; name the directory that holds it".formatted(directory), e);
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        if (!unseen.isEmpty()) {
            throw new IOException(
                    "%d names in %s cannot be read, such as '%s': they are links to nothing, or not written in %s; rename or remove them, or set LC_ALL to the locale they were written in"
                            .formatted(
                                    unseen.size(),
                                    directory,
                                    unseen.stream().sorted().toList().get(0),
                                    System.getProperty("sun.jnu.encoding", "this locale")));
        }
        requireNoLoop(Path.of(directory.toUri().getPath()));
        List<FileStatus> list = new ArrayList<>(found.size());
        found.forEach((name, attributes) -> list.add(status(directory, name, attributes)));
        return list;
    }

    /** A directory that is reached through itself would be listed until its path is too long. */
    private static void requireNoLoop(Path directory) throws IOException {
        if (!Files.isSymbolicLink(directory)) {
            return;
        }
        Path real = directory.toRealPath();
        Path parent = directory.toAbsolutePath().getParent();
        if (parent != null && parent.toRealPath().startsWith(real)) {
            throw new IOException("%s is a link to a directory that it is in, so it has no end; remove the link"
                    .formatted(directory));
        }
    }

    private static boolean isText(Path file, String name) {
        try {
            return name.indexOf(NO_CHARACTER) < 0 || file.resolveSibling(name).equals(file);
        } catch (InvalidPathException e) {
            return false;
        }
    }

    private static FileStatus status(org.apache.hadoop.fs.Path directory, String name, BasicFileAttributes attributes) {
        return new FileStatus(
                attributes.isDirectory() ? 0 : attributes.size(),
                attributes.isDirectory(),
                1,
                0,
                attributes.lastModifiedTime().toMillis(),
                // A name alone may hold a colon, which a path may not.
                new org.apache.hadoop.fs.Path(directory, new org.apache.hadoop.fs.Path(null, null, name)));
    }
}
