// SPDX-License-Identifier: Apache-2.0
package org.aiperf.dataset.prepare;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;
import org.aiperf.dataset.prepare.Leftovers.Reason;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Path;
import org.jspecify.annotations.Nullable;

/** Reads source directories: all of what they hold, sorted by name, or an error; nothing is passed over in silence. */
final class SourceFiles {

    private static final Set<String> OF_THE_SYSTEM =
            Set.of(".ds_store", "thumbs.db", "desktop.ini", "__macosx", ".ipynb_checkpoints", "@eadir");
    /** Directories in which jobs, ours too, keep what is no data. */
    private static final Set<String> OF_JOBS = Set.of("_temporary", "_delta_log", "_index", "_manifest");

    private static final Set<String> TEXTS =
            Set.of("txt", "xml", "json", "jsonl", "csv", "tsv", "md", "yaml", "yml", "mat", "html", "log");
    private static final Set<String> IMAGES = Set.of("jpg", "jpeg", "jpe", "jfif", "png");

    private SourceFiles() {}

    /**
     * The file system of a path. On a local disk it is the one without checksum files: these cannot be named for files
     * with a colon in their names.
     */
    static FileSystem files(Path path, Configuration hadoop) throws IOException {
        FileSystem files = path.getFileSystem(hadoop);
        return files instanceof LocalFileSystem local ? local.getRaw() : files;
    }

    /**
     * What a directory holds, hidden files, too.
     *
     * @throws IOException if it does not exist, or a name in it cannot be read or leads nowhere
     */
    static List<FileStatus> all(String directory, Configuration hadoop) throws IOException {
        Path path = path(directory);
        FileSystem files = files(path, hadoop);
        if (files.getUri().getScheme().equals("file")) {
            return LocalDirectory.list(files.makeQualified(path));
        }
        FileStatus[] found;
        try {
            found = files.listStatus(path);
        } catch (FileNotFoundException e) {
            throw new IOException("Source directory %s does not exist; check the path".formatted(path), e);
        }
        if (found.length == 1 && found[0].isFile() && found[0].getPath().equals(files.makeQualified(path))) {
            throw new IOException("%s is a file, not a directory; name the directory that holds it".formatted(path));
        }
        List<FileStatus> list = new ArrayList<>(Arrays.asList(found));
        list.sort(Comparator.comparing(status -> status.getPath().getName()));
        return list;
    }

    private static Path path(String directory) throws IOException {
        try {
            return new Path(directory);
        } catch (IllegalArgumentException e) {
            throw new IOException(
                    "'%s' is no path; where a name has a colon, write ./ before it".formatted(directory), e);
        }
    }

    /** Why a file or directory of this name is left out whatever it holds; null if its name gives no reason. */
    static @Nullable Reason junk(String name) {
        if (name.startsWith("._") || OF_THE_SYSTEM.contains(name.toLowerCase(Locale.ROOT))) {
            return Reason.SYSTEM;
        }
        return name.startsWith(".") ? Reason.HIDDEN : null;
    }

    /**
     * Whether a file or directory is left out for its name; if so it is counted.
     *
     * @param file how it is called in the report
     */
    static boolean leftOut(String name, String file, Leftovers leftovers) {
        Reason junk = junk(name);
        if (junk != null) {
            leftovers.add(junk, file);
        }
        return junk != null;
    }

    /**
     * Files below a directory, at any depth, sorted by path. Those among them that are left out for their names are counted,
     * and hidden directories, one each.
     *
     * @param wanted asked for the name of each file
     */
    static List<FileStatus> below(String directory, Predicate<String> wanted, Leftovers leftovers, Configuration hadoop)
            throws IOException {
        List<FileStatus> list = new ArrayList<>();
        for (FileStatus status : all(directory, hadoop)) {
            String name = status.getPath().getName();
            if (OF_JOBS.contains(name)
                    || ((status.isDirectory() || wanted.test(name))
                            && leftOut(name, status.getPath().toString(), leftovers))) {
                continue;
            }
            if (status.isDirectory()) {
                list.addAll(below(status.getPath().toString(), wanted, leftovers, hadoop));
            } else if (wanted.test(name)) {
                if (status.getLen() == 0) {
                    leftovers.add(Reason.EMPTY, status.getPath().toString());
                } else {
                    list.add(status);
                }
            }
        }
        return list;
    }

    /** A path as seen from a directory that leads to it: {@code train/a.tar}. */
    static String relative(String directory, Path path, Configuration hadoop) throws IOException {
        Path root = path(directory);
        String from = files(root, hadoop).makeQualified(root).toString();
        String whole = path.toString();
        return whole.startsWith(from + "/") ? whole.substring(from.length() + 1) : path.getName();
    }

    /** The lines of a text file, without empty ones. */
    static List<String> lines(String file, Configuration hadoop) throws IOException {
        Path path = path(file);
        try (FSDataInputStream in = files(path, hadoop).open(path)) {
            String text = new String(in.readAllBytes(), UTF_8);
            return text.replace("\uFEFF", "")
                    .lines()
                    .map(String::strip)
                    .filter(line -> !line.isEmpty())
                    .toList();
        } catch (FileNotFoundException e) {
            throw new IOException("There is no file %s; check the path".formatted(path), e);
        }
    }

    static boolean isImage(String name) {
        return IMAGES.contains(ending(name));
    }

    /** Whether it is a text by its name: notes beside images, which nobody misses in a data set. */
    static boolean isText(String name) {
        return TEXTS.contains(ending(name));
    }

    private static String ending(String name) {
        int dot = name.lastIndexOf('.');
        return dot < 0 ? "" : name.substring(dot + 1).toLowerCase(Locale.ROOT);
    }
}
