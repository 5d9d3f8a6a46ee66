// SPDX-License-Identifier: Apache-2.0
package org.aiperf.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.aiperf.config.InvalidSettingsException;
import org.aiperf.history.History;
import org.aiperf.simulation.RecordedTrials;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Writes what the trials of runs reached as the table that objective R1 is learned from. */
@Command(
        name = "record",
        description = "Writes what the trials of runs reached as the table that objective R1 is learned from.",
        mixinStandardHelpOptions = true)
final class SimulateRecordCommand implements Callable<Integer> {

    @Mixin
    private OutputOptions printed;

    @Parameters(paramLabel = "RUN", arity = "1..*", description = "Directories of runs, or their names below runs/.")
    private List<String> runs;

    @Option(names = "--output", paramLabel = "FILE", required = true, description = "The table to write, as CSV.")
    private Path output;

    @Override
    public Integer call() throws IOException, InvalidSettingsException {
        Map<String, History> histories = new LinkedHashMap<>();
        for (String run : runs) {
            History history = RecordedRun.read(run).history();
            histories.put("run%d".formatted(histories.size() + 1), history);
        }
        RecordedTrials trials = RecordedTrials.of(histories);
        if (trials.rows().isEmpty()) {
            throw new UsageException("The runs have no finished trial to learn from; name others");
        }
        Files.writeString(output, trials.text());
        PrintWriter out = printed.words();
        out.printf(
                Locale.ROOT,
                "%d trials of %d runs; error on runs that were held out %.4f, deviation of all accuracies %.4f%n",
                trials.rows().size(),
                trials.runs(),
                trials.heldOutError(),
                trials.deviation());
        out.flush();
        printed.result(Map.of(
                "file",
                output.toString(),
                "trials",
                trials.rows().size(),
                "runs",
                trials.runs(),
                "heldOutError",
                trials.heldOutError(),
                "deviation",
                trials.deviation()));
        return 0;
    }
}
