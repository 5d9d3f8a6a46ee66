// SPDX-License-Identifier: Apache-2.0
package org.aiperf.submission;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.security.PublicKey;
import java.util.Collections;
import java.util.SortedMap;
import java.util.regex.Pattern;
import org.aiperf.foreign.Bounds;
import org.aiperf.foreign.Cause;
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

    private static final int MOST_SMALL_BYTES = 4 << 20;

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
        SealedManifest sealed = new SealedManifest();
        try {
            SortedMap<String, Manifest.Content> files = new Unpacking(zip, directory, NAME).all(sealed);
            return new Submission(
                    sealed.read(), sealed.manifest, sealed.seal, RunDirectory.of(directory.toString()), files);
        } catch (IOException e) {
            throw new IOException("%s is no submission: %s".formatted(zip, Cause.of(e)), e);
        }
    }

    /** The two entries that say what the others are. */
    private static final class SealedManifest implements Unpacking.Reader {

        private byte[] manifest = new byte[0];
        private byte @Nullable [] seal;

        @Override
        public boolean read(String name, InputStream in) throws IOException {
            if (name.equals(Manifest.NAME)) {
                Unpacking.requireFirst(name, manifest.length == 0);
                manifest = Bounds.read(in, name, MOST_SMALL_BYTES);
            } else if (name.equals(SEAL)) {
                Unpacking.requireFirst(name, seal == null);
                seal = Bounds.read(in, name, MOST_SMALL_BYTES);
            } else {
                return false;
            }
            return true;
        }

        Manifest read() throws IOException {
            if (manifest.length == 0) {
                throw new IOException("it has no " + Manifest.NAME);
            }
            return Manifest.read(manifest);
        }
    }
}
