// SPDX-License-Identifier: Apache-2.0
package org.aiperf.submission;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.aiperf.foreign.Bounds;
import org.aiperf.foreign.VisibleText;

/** What comes out of a stranger's zip: only files with names that were asked for, each once, and a bounded amount. */
final class Unpacking {

    /** What ordinary tools add when they pack a directory. */
    private static final Pattern DIRECTORY = Pattern.compile("(history|models)/");

    private static final int MOST_ENTRIES = 10_000;
    private static final int LONGEST_NAME = 100;

    private final Path zip;
    private final Path directory;
    private final Pattern names;
    private final long most;
    private final SortedMap<String, Manifest.Content> files = new TreeMap<>();
    private int entries;
    private long bytes;

    /**
     * One into an empty directory.
     *
     * @param names of files that may be unpacked
     */
    Unpacking(Path zip, Path directory, Pattern names) throws IOException {
        this.zip = zip;
        this.directory = directory;
        this.names = names;
        this.most = Bounds.unpacked(Files.size(zip));
    }

    /** Looks at an entry before its file is unpacked. */
    @FunctionalInterface
    interface Reader {
        /** Whether it has read the entry itself. */
        boolean read(String name, InputStream in) throws IOException;
    }

    /**
     * Unpacks all that the reader leaves.
     *
     * @return what the files really hold, by their names
     * @throws IOException what is wrong with the zip, as the second half of a sentence
     */
    SortedMap<String, Manifest.Content> all(Reader reader) throws IOException {
        try (ZipInputStream in = new ZipInputStream(Files.newInputStream(zip))) {
            for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                if (++entries > MOST_ENTRIES) {
                    throw new IOException("it has more than %,d entries".formatted(MOST_ENTRIES));
                }
                if (!reader.read(entry.getName(), in)) {
                    take(entry.getName(), in);
                }
            }
            return files;
        } catch (IllegalArgumentException e) {
            throw new IOException("a name in it is no text", e);
        }
    }

    private void take(String name, InputStream in) throws IOException {
        if (names.matcher(name).matches()) {
            requireFirst(name, !files.containsKey(name));
            unpack(name, in);
        } else if (!DIRECTORY.matcher(name).matches()) {
            throw new IOException("it holds '%s', which does not belong there".formatted(shortened(name)));
        }
    }

    /**
     * Refuses a second entry of a name.
     *
     * @param first whether there was none before
     */
    static void requireFirst(String name, boolean first) throws IOException {
        if (!first) {
            throw new IOException("it holds %s twice".formatted(name));
        }
    }

    private static String shortened(String name) {
        return VisibleText.of(name.length() <= LONGEST_NAME ? name : name.substring(0, LONGEST_NAME) + "...");
    }

    private void unpack(String name, InputStream in) throws IOException {
        Path file = directory.resolve(name);
        Files.createDirectories(file.getParent());
        try (OutputStream out = Files.newOutputStream(file)) {
            Manifest.Content content = Manifest.Content.copied(in, out, most - bytes);
            files.put(name, content);
            bytes += content.bytes();
        } catch (Manifest.TooLargeException e) {
            throw new IOException(
                    "it unpacks to more than %,d bytes, which nothing of its size does".formatted(most), e);
        }
    }
}
