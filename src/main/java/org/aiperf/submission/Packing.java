// SPDX-License-Identifier: Apache-2.0
package org.aiperf.submission;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.aiperf.config.Settings;
import org.aiperf.history.History;
import org.aiperf.history.RunDirectory;

/**
 * Packs a run into one zip file, a {@link Submission}.
 *
 * @param run where it lies
 * @param history what happened
 * @param settings what its last driver was given
 * @param version of this application
 * @param origin whose it is
 */
public record Packing(RunDirectory run, History history, Settings settings, String version, Origin origin) {

    /**
     * Writes the zip.
     *
     * @param key to sign with
     * @throws IOException if the run's files cannot be read or the zip not be written
     */
    public void write(Path zip, Optional<PrivateKey> key) throws IOException {
        Claim claim = Claim.of(history, settings);
        List<String> names = new ArrayList<>(run.historyFiles());
        run.modelFile(claim.trial()).ifPresent(names::add);
        SortedMap<String, Manifest.Content> files = new TreeMap<>();
        for (String name : names) {
            try (InputStream in = run.open(name)) {
                files.put(name, Manifest.Content.copied(in, OutputStream.nullOutputStream(), Long.MAX_VALUE));
            }
        }
        byte[] manifest = new Manifest(Manifest.FORMAT, version, origin, claim, files).json();
        try (ZipOutputStream out = new ZipOutputStream(new BufferedOutputStream(Files.newOutputStream(zip)))) {
            put(out, Manifest.NAME, manifest);
            if (key.isPresent()) {
                put(out, Submission.SEAL, Seal.sign(manifest, key.get()));
            }
            for (String name : names) {
                out.putNextEntry(new ZipEntry(name));
                try (InputStream in = run.open(name)) {
                    in.transferTo(out);
                }
            }
        }
    }

    private static void put(ZipOutputStream out, String name, byte[] content) throws IOException {
        out.putNextEntry(new ZipEntry(name));
        out.write(content);
    }
}
