// SPDX-License-Identifier: Apache-2.0
package org.aiperf.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.aiperf.config.InvalidSettingsException;
import org.aiperf.foreign.Cause;
import org.aiperf.foreign.Containment;
import org.aiperf.report.MlflowStore;
import org.aiperf.report.TensorBoardLog;
import org.aiperf.spark.table.ExportFormat;
import org.aiperf.spark.table.HistoryExport;
import org.aiperf.spark.table.HistoryExport.Existing;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Writes the tables of a run's history for other tools. */
@Command(
        name = "export",
        description = {
            "Writes the history of a run, or of all runs of a directory, as tables: runs, trials, epochs, morphs and utilisation, a file for each; or for TensorBoard or MLflow.",
            "Prints their paths. 'aiperf history columns' says what the columns hold."
        },
        mixinStandardHelpOptions = true)
final class HistoryExportCommand implements Callable<Integer> {

    @Mixin
    private OutputOptions printed;

    @Parameters(
            paramLabel = "RUN",
            description =
                    "A run's directory or one with runs below it, as a path or Hadoop URI, or a name below runs/.")
    private String run;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            required = true,
            description =
                    "Tables as parquet, csv (with column names) or json (one object a line); or a run's trials as tensorboard (event files) or mlflow (a store in files).")
    private Format format;

    @Option(
            names = "--output",
            paramLabel = "DIR",
            description =
                    "Directory to write to, on any Hadoop file system; default: the run's name and '-history', below runs/.")
    private @Nullable String output;

    @Option(names = "--overwrite", description = "Replace files that are there already.")
    private boolean overwrite;

    /** What a history becomes. */
    private enum Format {
        PARQUET,
        CSV,
        JSON,
        TENSORBOARD,
        MLFLOW
    }

    @Override
    public Integer call() throws InvalidSettingsException {
        String location = RecordedRun.location(run);
        try {
            String directory = output == null
                    ? OutputPath.of(null, location.replaceFirst(".*/", "") + "-history")
                            .toString()
                    : output;
            List<String> files =
                    switch (format) {
                        case TENSORBOARD, MLFLOW -> trials(directory);
                        case PARQUET, CSV, JSON -> {
                            HistoryExport export = new HistoryExport(
                                    ExportFormat.valueOf(format.name()), overwrite ? Existing.REPLACED : Existing.KEPT);
                            yield Containment.of(() -> export.write(location, directory));
                        }
                    };
            files.forEach(printed.words()::println);
            printed.result(Map.of("files", files));
            return 0;
        } catch (IOException e) {
            throw new UsageException(
                    "Cannot export the history%s: %s"
                            .formatted(output == null ? "" : " to '%s'".formatted(output), Cause.of(e)),
                    e);
        }
    }

    /** For tools that read a local directory. */
    private List<String> trials(String place) throws InvalidSettingsException, IOException {
        if (overwrite) {
            throw new UsageException("--overwrite is for tables; choose a new directory by --output");
        }
        Path directory = Path.of(place);
        if (Files.exists(directory)) {
            throw new UsageException("%s exists already; choose another directory by --output".formatted(directory));
        }
        RecordedRun recorded = RecordedRun.read(run);
        recorded.make(() -> {
            if (format == Format.MLFLOW) {
                MlflowStore.write(recorded.history(), directory);
            } else {
                TensorBoardLog.write(recorded.history(), directory);
            }
            return directory;
        });
        return List.of(directory.toString());
    }
}
