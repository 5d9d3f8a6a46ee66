// SPDX-License-Identifier: Apache-2.0
package org.aiperf.dataset.prepare;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** Listings of source directories, sorted by name, without hidden files. */
final class SourceFiles {

    private SourceFiles() {}

    static List<FileStatus> in(String directory, Configuration hadoop) throws IOException {
        Path path = new Path(directory);
        FileSystem files = path.getFileSystem(hadoop);
        List<FileStatus> list = new ArrayList<>();
        try {
            for (FileStatus status : files.listStatus(path)) {
                String name = status.getPath().getName();
                if (!name.startsWith(".") && !name.startsWith("_")) {
                    list.add(status);
                }
            }
        } catch (FileNotFoundException e) {
            throw new IOException("Source directory %s does not exist; check the path".formatted(path), e);
        }
        list.sort(Comparator.comparing(status -> status.getPath().getName()));
        return list;
    }

    static List<FileStatus> directoriesIn(String directory, Configuration hadoop) throws IOException {
        return in(directory, hadoop).stream().filter(FileStatus::isDirectory).toList();
    }

    static List<FileStatus> filesIn(String directory, String ending, Configuration hadoop) throws IOException {
        return in(directory, hadoop).stream()
                .filter(status -> status.isFile() && status.getPath().getName().endsWith(ending))
                .toList();
    }

    /** The lines of a text file, without empty ones. */
    static List<String> lines(String file, Configuration hadoop) throws IOException {
        Path path = new Path(file);
        try (FSDataInputStream in = path.getFileSystem(hadoop).open(path)) {
            return new String(in.readAllBytes(), UTF_8)
                    .lines()
                    .map(String::strip)
                    .filter(line -> !line.isEmpty())
                    .toList();
        } catch (FileNotFoundException e) {
            throw new IOException("There is no file %s; check the path".formatted(path), e);
        }
    }

    static boolean isImage(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return lower.endsWith(".jpg") || lower.endsWith(".jpeg") || lower.endsWith(".png");
    }

    /** Which half a file or directory belongs to, by how its name begins: train, val or validation. */
    static boolean isOf(Half half, String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return lower.startsWith(half == Half.TRAINING ? "train" : "val");
    }
}
