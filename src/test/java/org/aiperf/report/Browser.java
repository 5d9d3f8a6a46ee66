// SPDX-License-Identifier: Apache-2.0
package org.aiperf.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Chromium without a window, if the machine has one. */
public final class Browser {

    private static final long PATIENCE = 90;
    private static final Pattern CONSOLE = Pattern.compile("CONSOLE[:(].*");

    private final Path program;
    private final Path scratch;

    private Browser(Path program, Path scratch) {
        this.program = program;
        this.scratch = scratch;
    }

    /**
     * The machine's browser; a test without one is skipped.
     *
     * @param scratch takes its profile
     */
    public static Browser required(Path scratch) {
        Optional<Path> program = Stream.of("chromium", "chromium-browser", "google-chrome")
                .flatMap(name -> Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
                        .map(directory -> Path.of(directory, name)))
                .filter(Files::isExecutable)
                .findFirst();
        assumeTrue(program.isPresent(), "There is no chromium on the PATH: pages are not looked at in a browser");
        return new Browser(program.get(), scratch);
    }

    /**
     * What a browser makes of a page.
     *
     * @param document the page after its scripts
     * @param console what the scripts said, one line each
     */
    public record Shown(String document, List<String> console) {}

    /** Opens a page in a window of some width, and lets its scripts finish. */
    public Shown open(Path page, int width, String... flags) throws IOException, InterruptedException {
        Path document = Files.createTempFile(scratch, "document", ".html");
        Path log = Files.createTempFile(scratch, "browser", ".log");
        List<String> command = new ArrayList<>(List.of(
                program.toString(),
                "--headless=new",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--no-first-run",
                "--disable-extensions",
                "--disable-background-networking",
                "--user-data-dir=" + scratch.resolve("profile"),
                "--enable-logging=stderr",
                "--window-size=%d,1000".formatted(width),
                "--virtual-time-budget=8000",
                "--dump-dom"));
        command.addAll(List.of(flags));
        command.add(page.toUri().toString());
        Process process = new ProcessBuilder(command)
                .redirectOutput(document.toFile())
                .redirectError(log.toFile())
                .start();
        try {
            assertThat(process.waitFor(PATIENCE, TimeUnit.SECONDS))
                    .as("the browser ends")
                    .isTrue();
        } finally {
            process.destroyForcibly();
        }
        List<String> console =
                Files.readAllLines(log).stream().filter(CONSOLE.asPredicate()).toList();
        return new Shown(Files.readString(document), console);
    }
}
