// SPDX-License-Identifier: Apache-2.0
package org.aiperf.submission;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.aiperf.config.InvalidSettingsException;
import org.aiperf.config.Settings;
import org.aiperf.history.History;
import org.aiperf.history.HistoryLog;
import org.aiperf.history.ModelStore;
import org.aiperf.history.RecordJson;
import org.aiperf.history.RunDirectory;
import org.aiperf.history.TrialHistory;
import org.aiperf.search.Model;
import org.aiperf.search.morph.WeightedNetwork;

/**
 * A submission as somebody makes it who knows the formats: the records of a real run, some of them changed, with a hash
 * chain and a manifest that fit.
 */
public final class Forgery {

    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final Path HONEST = Path.of("notebooks/samples/embedded/history/attempt-0001.jsonl");

    private final List<ObjectNode> records = new ArrayList<>();
    private Optional<String> withoutModelOf = Optional.empty();

    private Forgery() {}

    /** The records as they were written, without the digests of their models. */
    public static Forgery ofHonestRun() {
        Forgery forgery = new Forgery();
        try {
            for (String line : Files.readAllLines(HONEST)) {
                ObjectNode record = (ObjectNode) MAPPER.readTree(line);
                record.remove("chain");
                record.remove("model"); // the digest of weights that do not ship with the sample
                forgery.records.add(record);
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return forgery;
    }

    /** All records, in the order of the log; changes count. */
    public List<ObjectNode> records() {
        return records;
    }

    /** The first record of a type. */
    public ObjectNode first(String type) {
        return records.stream().filter(type(type)).findFirst().orElseThrow();
    }

    /** The last record of a type. */
    public ObjectNode last(String type) {
        return records.stream().filter(type(type)).reduce((a, b) -> b).orElseThrow();
    }

    /** All records of a type. */
    public List<ObjectNode> all(String type) {
        return records.stream().filter(type(type)).toList();
    }

    /** The record of a type of a trial, by the trial's number. */
    public ObjectNode of(int trial, String type) {
        return records.stream()
                .filter(type(type))
                .filter(record -> record.get("trial").asText().equals("%06d".formatted(trial)))
                .findFirst()
                .orElseThrow();
    }

    /** Takes out whatever tells of a trial. */
    public void remove(int trial) {
        records.removeIf(record -> record.path("trial").asText().equals("%06d".formatted(trial)));
    }

    /** A trial whose model does not go into the submission. */
    public void withoutModel(String trial) {
        withoutModelOf = Optional.of(trial);
    }

    private static Predicate<ObjectNode> type(String type) {
        return record -> record.get("type").asText().equals(type);
    }

    /** Writes log, models without weights, and the submission. */
    public Path pack(Path directory) throws IOException, InvalidSettingsException {
        return packing(directory).zip();
    }

    /** A run's directory and the submission of it. */
    public record Packed(RunDirectory run, Path zip) {}

    /** The same, with the run's directory. */
    public Packed packing(Path directory) throws IOException, InvalidSettingsException {
        RunDirectory run = RunDirectory.of(directory.resolve("run").toString());
        try (HistoryLog log = HistoryLog.create(run, 1)) {
            for (ObjectNode record : records) {
                log.append(RecordJson.read(record.toString()));
            }
        }
        History history = History.read(run);
        Settings settings = Settings.parse(history.latestAttempt().settings().toString());
        ModelStore models = new ModelStore(run);
        for (TrialHistory trial : history.trials()) {
            String id = trial.start().trial();
            if (id.equals(Claim.of(history, settings).trial())) {
                models.save(
                        id,
                        new Model(
                                WeightedNetwork.untrained(
                                        trial.start().network().unpack()),
                                trial.start().seedLayers()));
            }
        }
        Path zip = directory.resolve("run.zip");
        new Packing(run, history, settings, "0.1.0", Origin.UNKNOWN).write(zip, Optional.empty());
        if (withoutModelOf.isPresent()) {
            remove(zip, "models/" + withoutModelOf.get() + ".model");
        }
        return new Packed(run, zip);
    }

    private static void remove(Path zip, String name) throws IOException {
        try (FileSystem files = FileSystems.newFileSystem(zip)) {
            Files.delete(files.getPath(name));
            Path file = files.getPath(Manifest.NAME);
            ObjectNode manifest = (ObjectNode) MAPPER.readTree(Files.readAllBytes(file));
            ((ObjectNode) manifest.get("files")).remove(name);
            Files.write(file, MAPPER.writeValueAsBytes(manifest));
        }
    }
}
