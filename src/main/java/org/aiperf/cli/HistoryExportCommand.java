// SPDX-License-Identifier: Apache-2.0
package org.aiperf.cli;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.aiperf.config.InvalidSettingsException;
import org.aiperf.foreign.Cause;
import org.aiperf.foreign.Containment;
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
            "Writes the history of a run, or of all runs of a directory, as tables: runs, trials, epochs and morphs, a file for each.",
            "Prints where they lie. 'aiperf history columns' says what the columns hold."
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
            paramLabel = "parquet|csv|json",
            required = true,
            description = "parquet, csv (with column names), or json (one object a line).")
    private ExportFormat format;

    @Option(
            names = "--output",
            paramLabel = "DIR",
            description = "Directory to write to, on any Hadoop file system; default: the run's name and '-history'.")
    private @Nullable String output;

    @Option(names = "--overwrite", description = "Replace files that are there already.")
    private boolean overwrite;

    @Override
    public Integer call() throws InvalidSettingsException {
        String location = RecordedRun.location(run);
        String directory = output == null ? location.replaceFirst(".*/", "") + "-history" : output;
        try {
            HistoryExport export = new HistoryExport(format, overwrite ? Existing.REPLACED : Existing.KEPT);
            List<String> files = Containment.of(() -> export.write(location, directory));
            files.forEach(printed.words()::println);
            printed.result(Map.of("files", files));
            return 0;
        } catch (IOException e) {
            throw new UsageException("Cannot export the history: " + Cause.of(e), e);
        }
    }
}
