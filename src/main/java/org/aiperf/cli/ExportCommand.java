// SPDX-License-Identifier: Apache-2.0
package org.aiperf.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import org.aiperf.config.InvalidSettingsException;
import org.aiperf.config.Settings;
import org.aiperf.dataset.Dataset;
import org.aiperf.dataset.Datasets;
import org.aiperf.foreign.Cause;
import org.aiperf.foreign.Containment;
import org.aiperf.model.BestModel;
import org.aiperf.report.RunSummary;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Writes the best model of a run for other programs. */
@Command(
        name = "export",
        description = {
            "Writes the best model of a run for other programs, as a run does at its end.",
            BestModel.DL4J + " is for Deeplearning4j, " + BestModel.ONNX
                    + " for everything else. Prints the path of best-model.zip."
        },
        mixinStandardHelpOptions = true)
final class ExportCommand implements Callable<Integer> {

    @Mixin
    private OutputOptions printed;

    @Parameters(
            paramLabel = "RUN",
            description = "A run's directory, as a path or Hadoop URI, or its name below runs/.")
    private String run;

    @Option(
            names = "--output",
            paramLabel = "DIR",
            description = "Write to this local directory instead of the run's own.")
    private @Nullable Path output;

    @Override
    public Integer call() throws InvalidSettingsException {
        RecordedRun recorded = RecordedRun.read(run);
        try {
            String file = Containment.of(() -> write(recorded));
            printed.words().println(file);
            printed.result(Map.of("file", file));
            return 0;
        } catch (IOException e) {
            throw new UsageException("Cannot export the best model: " + Cause.of(e), e);
        }
    }

    private String write(RecordedRun recorded) throws IOException {
        RunSummary.BestEpoch best = RunSummary.of(recorded.history(), recorded.settings())
                .best()
                .orElseThrow(() -> new IOException("no epoch of the run has finished"));
        BestModel model = BestModel.of(recorded.directory(), best, recorded.settings(), data(recorded.settings()));
        if (output == null) {
            return model.publish(recorded.directory());
        }
        Files.createDirectories(output);
        Path zip = output.resolve(BestModel.DL4J);
        model.writeDl4j(zip);
        model.writeOnnx(output.resolve(BestModel.ONNX));
        return zip.toString();
    }

    /** It knows the names of the classes. */
    private static Dataset data(Settings settings) throws IOException {
        return new Datasets(settings.data().cache()).open(settings.data());
    }
}
