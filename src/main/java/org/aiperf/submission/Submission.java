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

    private static final long MOST_BYTES = 64L << 30;
    private static final int MOST_SMALL_BYTES = 16 << 20;

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
     * @throws IOException if it is none: no zip, no manifest, or a file in it that does not belong there
     */
    public static Submission open(Path zip, Path directory) throws IOException {
        byte[] manifest = null;
        byte[] seal = null;
        SortedMap<String, Manifest.Content> files = new TreeMap<>();
        long left = MOST_BYTES;
        try (ZipInputStream in = new ZipInputStream(Files.newInputStream(zip))) {
            for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                String name = entry.getName();
                if (name.equals(Manifest.NAME)) {
                    manifest = small(in, name);
                } else if (name.equals(SEAL)) {
                    seal = small(in, name);
                } else if (NAME.matcher(name).matches()) {
                    Path file = directory.resolve(name);
                    Files.createDirectories(file.getParent());
                    try (OutputStream out = Files.newOutputStream(file)) {
                        Manifest.Content content = Manifest.Content.copied(in, out, left);
                        files.put(name, content);
                        left -= content.bytes();
                    }
                } else {
                    throw new IOException("it holds '%s', which does not belong there".formatted(name));
                }
            }
            if (manifest == null) {
                throw new IOException("it has no " + Manifest.NAME);
            }
            return new Submission(
                    Manifest.read(manifest), manifest, seal, RunDirectory.of(directory.toString()), files);
        } catch (IOException e) {
            throw new IOException("%s is no submission: %s".formatted(zip, e.getMessage()), e);
        }
    }

    private static byte[] small(InputStream in, String name) throws IOException {
        byte[] content = in.readNBytes(MOST_SMALL_BYTES + 1);
        if (content.length > MOST_SMALL_BYTES) {
            throw new IOException("its %s is larger than %d bytes".formatted(name, MOST_SMALL_BYTES));
        }
        return content;
    }
}
