// SPDX-License-Identifier: Apache-2.0
package org.aiperf.report;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import org.aiperf.dataset.Sha256;
import org.aiperf.history.EpochFinished;
import org.aiperf.history.History;
import org.aiperf.history.TrialHistory;
import org.aiperf.history.TrialStarted;

/**
 * A history as a store of MLflow's in files, {@code mlruns}: the run is an experiment, each trial a run in it, with its
 * hyperparameters as parameters and its epochs as metrics.
 */
public final class MlflowStore {

    private MlflowStore() {}

    /**
     * Writes the experiment into a directory that becomes a store.
     *
     * @throws IOException if a file cannot be written, or the experiment is there already
     */
    public static void write(History history, Path store) throws IOException {
        String name = history.latestAttempt().run();
        // 18 digits, as MLflow gives them.
        String id = new BigInteger(Sha256.of(name.getBytes(StandardCharsets.UTF_8)), 16)
                .mod(BigInteger.TEN.pow(17))
                .add(BigInteger.TEN.pow(17))
                .toString();
        Files.createDirectories(store);
        Path experiment = Files.createDirectory(store.resolve(id));
        long start = history.attempts().get(0).time();
        yaml(
                experiment,
                new TreeMap<>(Map.of(
                        "artifact_location",
                        experiment.toUri().toString(),
                        "creation_time",
                        start,
                        "experiment_id",
                        id,
                        "last_update_time",
                        history.lastTime(),
                        "lifecycle_stage",
                        "active",
                        "name",
                        name)));
        Instant end = Instant.ofEpochMilli(history.lastTime());
        for (TrialHistory trial : history.trials()) {
            trial(experiment, id, trial, TrialStatus.of(history, trial, end));
        }
    }

    private static void trial(Path experiment, String id, TrialHistory trial, TrialStatus status) throws IOException {
        TrialStarted start = trial.start();
        String uuid = Sha256.of((id + "/" + start.trial()).getBytes(StandardCharsets.UTF_8))
                .substring(0, 32);
        Path run = Files.createDirectory(experiment.resolve(uuid));
        Map<String, Object> meta = new LinkedHashMap<>();
        meta.put("artifact_uri", run.resolve("artifacts").toUri().toString());
        meta.put("end_time", status.end().toEpochMilli());
        meta.put("entry_point_name", "");
        meta.put("experiment_id", id);
        meta.put("lifecycle_stage", "active");
        meta.put("run_id", uuid);
        meta.put("run_name", start.trial());
        meta.put("run_uuid", uuid);
        meta.put("source_name", "");
        meta.put("source_type", 4);
        meta.put("source_version", "");
        meta.put("start_time", start.time());
        meta.put("status", status(status.state()));
        meta.put("tags", List.of());
        meta.put("user_id", "aiperf");
        yaml(run, meta);
        Files.createDirectory(run.resolve("artifacts"));
        Path params = Files.createDirectory(run.resolve("params"));
        text(params, "batch_size", start.hyperparameters().batchSize());
        text(params, "learning_rate", start.hyperparameters().learningRate());
        text(params, "dropout_rate", start.hyperparameters().dropoutRate());
        text(params, "kernel_size", start.hyperparameters().kernelSize());
        text(params, "layers", start.network().layers());
        text(params, "parameters", start.network().parameters());
        Path tags = Files.createDirectory(run.resolve("tags"));
        text(tags, "mlflow.runName", start.trial());
        text(tags, "mlflow.note.content", status.reason());
        text(tags, "parent", start.parent() == null ? "" : start.parent());
        text(tags, "morphs", String.join(" ", start.morphs()));
        text(tags, "slot", start.slot());
        Path metrics = Files.createDirectory(run.resolve("metrics"));
        metric(metrics, "validation_accuracy", trial, EpochFinished::validationAccuracy);
        metric(metrics, "validation_loss", trial, EpochFinished::validationLoss);
        metric(metrics, "training_accuracy", trial, EpochFinished::trainAccuracy);
        metric(metrics, "training_loss", trial, EpochFinished::loss);
    }

    /** MLflow's numbers: running, finished, failed, killed. */
    private static int status(String state) {
        return switch (state) {
            case "running" -> 1;
            case "finished" -> 3;
            case "failed" -> 4;
            default -> 5;
        };
    }

    private static void metric(Path metrics, String name, TrialHistory trial, ToDoubleFunction<EpochFinished> value)
            throws IOException {
        if (!trial.epochs().isEmpty()) {
            text(
                    metrics,
                    name,
                    trial.epochs().stream()
                            .map(epoch -> "%d %s %d".formatted(epoch.time(), value.applyAsDouble(epoch), epoch.epoch()))
                            .collect(Collectors.joining("\n")));
        }
    }

    private static void text(Path directory, String name, Object value) throws IOException {
        Files.writeString(directory.resolve(name), value.toString());
    }

    private static void yaml(Path directory, Map<String, Object> fields) throws IOException {
        StringBuilder yaml = new StringBuilder();
        fields.forEach((key, value) -> yaml.append(key)
                .append(": ")
                .append(value instanceof String text ? quoted(text) : value)
                .append('\n'));
        text(directory, "meta.yaml", yaml);
    }

    /** A single-quoted scalar of YAML. */
    private static String quoted(String text) {
        return "'" + Wording.line(text).replace("'", "''") + "'";
    }
}
