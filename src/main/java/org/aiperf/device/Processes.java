// SPDX-License-Identifier: Apache-2.0
package org.aiperf.device;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Programs of this machine.
 *
 * @param patience how long one may take; it is then ended
 */
public record Processes(Duration patience) implements Commands {

    /** {@inheritDoc} An interrupt ends the program and stays set. */
    @Override
    public Optional<String> output(List<String> command) {
        try {
            // A file, because a program that hangs would leave a pipe open.
            Path text = Files.createTempFile("aiperf-", ".out");
            try {
                return run(command, text) ? Optional.of(Files.readString(text)) : Optional.empty();
            } finally {
                Files.delete(text);
            }
        } catch (IOException e) {
            return Optional.empty(); // There is no such program here.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    private boolean run(List<String> command, Path output) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .redirectInput(Redirect.from(Path.of("/dev/null").toFile()))
                .start();
        try {
            return process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS) && process.exitValue() == 0;
        } finally {
            process.destroyForcibly();
        }
    }
}
