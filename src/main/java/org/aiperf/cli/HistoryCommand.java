// SPDX-License-Identifier: Apache-2.0
package org.aiperf.cli;

import java.io.PrintWriter;
import java.time.Instant;
import java.util.concurrent.Callable;
import org.aiperf.config.InvalidSettingsException;
import org.aiperf.report.TrialTable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Prints the trials of a run as a table. */
@Command(
        name = "history",
        description = "Prints the trials of a run, one line each, or exports them.",
        mixinStandardHelpOptions = true,
        subcommands = {HistoryExportCommand.class, HistoryColumnsCommand.class})
final class HistoryCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Parameters(
            paramLabel = "RUN",
            arity = "0..1",
            description = "A run's directory, as a path or Hadoop URI, or its name below runs/.")
    private @Nullable String run;

    @Mixin
    private OutputOptions output;

    @Override
    public Integer call() throws InvalidSettingsException {
        if (run == null) {
            throw new ParameterException(spec.commandLine(), "Missing required parameter: 'RUN'");
        }
        RecordedRun recorded = RecordedRun.read(run);
        Instant end = Instant.ofEpochMilli(recorded.history().lastTime());
        PrintWriter out = output.words();
        out.print(recorded.make(() -> TrialTable.text(recorded.history(), recorded.settings(), end)));
        out.flush();
        output.result(recorded.make(() -> TrialTable.json(recorded.history(), recorded.settings(), end)));
        return 0;
    }
}
