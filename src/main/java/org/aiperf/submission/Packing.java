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
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
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

    /** Most bytes of models beside the best one. */
    private static final long PARENTS = 256L << 20;

    /**
     * Writes the zip.
     *
     * @param key to sign with
     * @throws IOException if the run's files cannot be read or the zip not be written
     */
    public void write(Path zip, Optional<PrivateKey> key) throws IOException {
        Claim claim = Claim.of(history, settings);
        List<String> names = new ArrayList<>(run.historyFiles());
        if (!claim.trial().isEmpty()) {
            names.add(run.modelFile(claim.trial())
                    .orElseThrow(() -> new IOException(
                            "The model of the best trial, %s, is not in %s: nobody could check the accuracy"
                                    .formatted(claim.trial(), run.location()))));
        }
        SortedMap<String, Manifest.Content> files = new TreeMap<>();
        for (String name : names) {
            files.put(name, content(name));
        }
        parents(names, files);
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

    /** Models that others began with, the first ones, as far as they are few: with them more trials can be trained again. */
    private void parents(List<String> names, SortedMap<String, Manifest.Content> files) throws IOException {
        long left = PARENTS;
        Set<String> parents = history.trials().stream()
                .map(trial -> trial.start().parent())
                .filter(Objects::nonNull)
                .collect(Collectors.toCollection(LinkedHashSet::new));
        for (String parent : parents) {
            Optional<String> name = run.modelFile(parent).filter(file -> !files.containsKey(file));
            if (name.isPresent()) {
                Manifest.Content content = content(name.get());
                left -= content.bytes();
                if (left < 0) {
                    return;
                }
                names.add(name.get());
                files.put(name.get(), content);
            }
        }
    }

    private Manifest.Content content(String name) throws IOException {
        try (InputStream in = run.open(name)) {
            return Manifest.Content.copied(in, OutputStream.nullOutputStream(), Long.MAX_VALUE);
        }
    }

    private static void put(ZipOutputStream out, String name, byte[] content) throws IOException {
        out.putNextEntry(new ZipEntry(name));
        out.write(content);
    }
}
