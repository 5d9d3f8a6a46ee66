// SPDX-License-Identifier: Apache-2.0
package org.aiperf.submission;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.aiperf.foreign.Cause;
import org.aiperf.history.History;
import org.aiperf.history.ModelStore;
import org.aiperf.history.RunDirectory;
import org.aiperf.history.TrialEnded;
import org.aiperf.history.TrialHistory;

/**
 * The models that a challenge asked for, and those of their parents, in one zip.
 *
 * @param directory where they are unpacked
 * @param files SHA-256 of each model's file by the id of its trial
 */
public record Answer(RunDirectory directory, Map<String, String> files) {

    private static final Pattern NAME = Pattern.compile("models/([\\w-]{1,64})\\.model");

    public Answer {
        files = Map.copyOf(files);
    }

    /**
     * Writes the answer of an owner.
     *
     * @throws IOException if a model is missing, or the zip cannot be written
     */
    public static void write(RunDirectory run, History history, Challenge challenge, Path zip) throws IOException {
        Map<String, TrialHistory> trials = history.trials().stream()
                .collect(Collectors.toMap(trial -> trial.start().trial(), trial -> trial));
        Set<String> wanted = new TreeSet<>();
        for (String id : challenge.trials()) {
            TrialHistory trial = trials.get(id);
            if (trial == null) {
                throw new IOException(
                        "The challenge asks for trial %s, which the run %s has not".formatted(id, run.name()));
            }
            wanted.add(id);
            if (trial.start().parent() != null) {
                wanted.add(trial.start().parent());
            }
        }
        try (ZipOutputStream out = new ZipOutputStream(new BufferedOutputStream(Files.newOutputStream(zip)))) {
            for (String id : wanted) {
                String file = run.modelFile(id)
                        .orElseThrow(() -> new IOException(
                                "The model of trial %s is not in %s any more".formatted(id, run.location())));
                out.putNextEntry(new ZipEntry(file));
                try (InputStream in = run.open(file)) {
                    in.transferTo(out);
                }
            }
        }
    }

    /**
     * Unpacks an answer.
     *
     * @param directory an empty directory for its files
     * @throws IOException if it is none
     */
    public static Answer open(Path zip, Path directory) throws IOException {
        Map<String, String> files = new HashMap<>();
        try {
            new Unpacking(zip, directory, NAME)
                    .all((name, in) -> false)
                    .forEach((name, content) -> files.put(NAME.matcher(name).replaceFirst("$1"), content.sha256()));
        } catch (IOException e) {
            throw new IOException("%s is no answer: %s".formatted(zip, Cause.of(e)), e);
        }
        return new Answer(RunDirectory.of(directory.toString()), files);
    }

    /** The models. */
    public ModelStore models() {
        return new ModelStore(directory);
    }

    /** Tells of every model that is missing, or not the one that the history fixed. */
    public void compare(History history, Challenge challenge, Consumer<Violation> found) {
        for (TrialHistory trial : history.trials()) {
            String id = trial.start().trial();
            String sha256 = files.get(id);
            TrialEnded end = trial.end();
            String fixed = end == null ? null : end.model();
            if (challenge.trials().contains(id) && sha256 == null) {
                found.accept(new Violation("trial " + id, "The answer lacks its model"));
            } else if (sha256 != null && !sha256.equals(fixed)) {
                found.accept(new Violation(
                        "trial " + id,
                        "The model of the answer is not the one that the history fixed: SHA-256 %s, not %s"
                                .formatted(sha256, fixed)));
            }
        }
        for (String id : challenge.trials()) {
            if (history.trials().stream()
                    .noneMatch(trial -> trial.start().trial().equals(id))) {
                found.accept(
                        new Violation("trial " + id, "The challenge asks for it, and the history has no such trial"));
            }
        }
    }
}
