// SPDX-License-Identifier: Apache-2.0
package org.aiperf.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.Callable;
import org.aiperf.config.InvalidSettingsException;
import org.aiperf.report.HtmlReport;
import org.aiperf.report.ResultFile;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Writes the page of a run and prints its path. */
@Command(
        name = "report",
        description = {
            "Writes a page with score, charts and trials of a run, and prints its path.",
            "Beside it, in the run's directory, " + ResultFile.NAME + " holds the result for programs."
        },
        mixinStandardHelpOptions = true)
final class ReportCommand implements Callable<Integer> {

    @Parameters(
            paramLabel = "RUN",
            description = "A run's directory, as a path or Hadoop URI, or its name below runs/.")
    private String run;

    @Option(
            names = "--output",
            paramLabel = "FILE",
            description = "Write the page to this local file instead of report.html in the run's directory.")
    private @Nullable Path output;

    @Mixin
    private OutputOptions printed;

    @Mixin
    private ValidityOption validity;

    @Override
    public Integer call() throws InvalidSettingsException {
        RecordedRun recorded = RecordedRun.read(run);
        byte[] page = recorded.make(() -> HtmlReport.render(
                recorded.history(),
                recorded.settings(),
                Instant.ofEpochMilli(recorded.history().lastTime())));
        ObjectNode result = recorded.result();
        printed.words().println(write(recorded, page, result));
        printed.result(result);
        return validity.code(result.at("/verdict/valid").booleanValue());
    }

    private String write(RecordedRun recorded, byte[] page, ObjectNode result) {
        try {
            if (output != null) {
                return Files.write(output, page).toString();
            }
            recorded.directory().publish(ResultFile.NAME, ResultFile.bytes(result));
            return recorded.directory().publish("report.html", page);
        } catch (IOException e) {
            throw new UsageException("Cannot write the report: " + e, e);
        }
    }
}
