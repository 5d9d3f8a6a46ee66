// SPDX-License-Identifier: Apache-2.0
package org.aiperf.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.Callable;
import org.aiperf.config.InvalidSettingsException;
import org.aiperf.report.HtmlReport;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Writes the page of a run and prints where it lies. */
@Command(
        name = "report",
        description = "Writes a page with score, charts and trials of a run, and prints where it lies.",
        mixinStandardHelpOptions = true)
final class ReportCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Parameters(
            paramLabel = "RUN",
            description = "A run's directory, as a path or Hadoop URI, or its name below runs/.")
    private String run;

    @Option(
            names = "--output",
            paramLabel = "FILE",
            description = "Write the page to this local file instead of report.html in the run's directory.")
    private @Nullable Path output;

    @Override
    public Integer call() throws InvalidSettingsException {
        RecordedRun recorded = RecordedRun.read(run);
        byte[] page = recorded.make(() -> HtmlReport.render(
                recorded.history(),
                recorded.settings(),
                Instant.ofEpochMilli(recorded.history().lastTime())));
        spec.commandLine().getOut().println(write(recorded, page));
        return 0;
    }

    private String write(RecordedRun recorded, byte[] page) {
        try {
            return output == null
                    ? recorded.directory().publish("report.html", page)
                    : Files.write(output, page).toString();
        } catch (IOException e) {
            throw new UsageException("Cannot write the report: " + e, e);
        }
    }
}
