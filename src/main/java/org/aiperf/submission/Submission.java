// SPDX-License-Identifier: Apache-2.0
package org.aiperf.submission;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PublicKey;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.aiperf.foreign.Bounds;
import org.aiperf.foreign.Cause;
import org.aiperf.foreign.VisibleText;
import org.aiperf.history.RunDirectory;
import org.jspecify.annotations.Nullable;

/**
 * A run that came in one zip file: the {@link Manifest}, optionally its signature, the history as it was written, and the
 * model of the best trial. What it holds is not trusted; see {@link Verification}.
 */
public final class Submission {

    static final String SEAL = "manifest.sig";

    /** Names that a submission may hold; nothing else is unpacked. */
    private static final Pattern NAME =
            Pattern.compile("history/attempt-\\d{4,9}(?:-\\d{6,9}){0,2}\\.jsonl|models/[\\w-]{1,64}\\.model");

    /** What ordinary tools add when they pack a directory. */
    private static final Pattern DIRECTORY = Pattern.compile("(history|models)/");

    private static final int MOST_ENTRIES = 10_000;
    private static final int MOST_SMALL_BYTES = 4 << 20;
    private static final int LONGEST_NAME = 100;

    private final Manifest manifest;
    private final byte[] sealed;
    private final byte @Nullable [] seal;
    private final RunDirectory run;
    private final SortedMap<String, Manifest.Content> files;

    private Submission(
            Manifest manifest,
            byte[] sealed,
            byte @Nullable [] seal,
            RunDirectory run,
            SortedMap<String, Manifest.Content> files) {
        this.manifest = manifest;
        this.sealed = sealed;
        this.seal = seal;
        this.run = run;
        this.files = Collections.unmodifiableSortedMap(files);
    }

    /** What it claims. */
    public Manifest manifest() {
        return manifest;
    }

    /** Its files, unpacked. */
    public RunDirectory run() {
        return run;
    }

    /** What its files really hold, by their names. */
    public SortedMap<String, Manifest.Content> files() {
        return files;
    }

    /** Whether it carries a signature, right or wrong. */
    public boolean isSealed() {
        return seal != null;
    }

    /** Whether its signature was made with the private half of a key, over this very manifest. */
    public boolean isSealedBy(PublicKey key) {
        return seal != null && Seal.fits(sealed, seal, key);
    }

    /**
     * Unpacks a submission.
     *
     * @param directory an empty directory for its files
     * @throws IOException if it is none: no zip, no manifest, a file in it that does not belong there, or too much of it
     */
    public static Submission open(Path zip, Path directory) throws IOException {
        try {
            Contents contents = new Contents(directory, Bounds.unpacked(Files.size(zip)));
            try (ZipInputStream in = new ZipInputStream(Files.newInputStream(zip))) {
                for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                    contents.take(entry.getName(), in);
                }
            }
            return contents.submission();
        } catch (IllegalArgumentException e) {
            throw new IOException("%s is no submission: a name in it is no text".formatted(zip), e);
        } catch (IOException e) {
            throw new IOException("%s is no submission: %s".formatted(zip, Cause.of(e)), e);
        }
    }

    /** What has come out of a zip so far. */
    private static final class Contents {

        private final Path directory;
        private final long most;
        private final SortedMap<String, Manifest.Content> files = new TreeMap<>();
        private byte @Nullable [] manifest;
        private byte @Nullable [] seal;
        private int entries;
        private long bytes;

        Contents(Path directory, long most) {
            this.directory = directory;
            this.most = most;
        }

        void take(String name, InputStream in) throws IOException {
            if (++entries > MOST_ENTRIES) {
                throw new IOException("it has more than %,d entries".formatted(MOST_ENTRIES));
            }
            if (name.equals(Manifest.NAME)) {
                requireFirst(name, manifest == null);
                manifest = Bounds.read(in, name, MOST_SMALL_BYTES);
            } else if (name.equals(SEAL)) {
                requireFirst(name, seal == null);
                seal = Bounds.read(in, name, MOST_SMALL_BYTES);
            } else if (NAME.matcher(name).matches()) {
                requireFirst(name, !files.containsKey(name));
                unpack(name, in);
            } else if (!DIRECTORY.matcher(name).matches()) {
                throw new IOException("it holds '%s', which does not belong there".formatted(shortened(name)));
            }
        }

        private static void requireFirst(String name, boolean first) throws IOException {
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

        Submission submission() throws IOException {
            if (manifest == null) {
                throw new IOException("it has no " + Manifest.NAME);
            }
            return new Submission(
                    Manifest.read(manifest), manifest, seal, RunDirectory.of(directory.toString()), files);
        }
    }
}
