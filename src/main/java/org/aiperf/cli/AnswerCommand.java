// SPDX-License-Identifier: Apache-2.0
package org.aiperf.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import org.aiperf.config.InvalidSettingsException;
import org.aiperf.foreign.Cause;
import org.aiperf.submission.Answer;
import org.aiperf.submission.Challenge;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Packs the models that a challenge asks for. */
@Command(
        name = "answer",
        description = "Packs the models that a verifier's challenge asks for, and those of their parents, into a zip.",
        mixinStandardHelpOptions = true)
final class AnswerCommand implements Callable<Integer> {

    @Mixin
    private OutputOptions printed;

    @Parameters(index = "0", paramLabel = "RUN", description = "The run's directory, or its name below runs/.")
    private String run;

    @Parameters(index = "1", paramLabel = "CHALLENGE", description = "The file that 'challenge' wrote.")
    private Path challenge;

    @Option(names = "--output", paramLabel = "ZIP", description = "Where to write; default: runs/answer.zip.")
    private @Nullable Path output;

    @Override
    public Integer call() throws InvalidSettingsException {
        RecordedRun recorded = RecordedRun.read(run);
        try {
            Path file = OutputPath.of(output, "answer.zip");
            Answer.write(recorded.directory(), recorded.history(), read(challenge), file);
            printed.words().println(file);
            printed.result(Map.of("file", file.toString()));
            return 0;
        } catch (IOException e) {
            throw new UsageException(e);
        }
    }

    /**
     * Reads a challenge.
     *
     * @throws IOException if the file holds none
     */
    static Challenge read(Path file) throws IOException {
        try {
            return Challenge.read(Files.readAllBytes(file));
        } catch (IOException e) {
            throw new IOException("Cannot read the challenge %s: %s".formatted(file, Cause.of(e)), e);
        }
    }
}
