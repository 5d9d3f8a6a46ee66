// SPDX-License-Identifier: Apache-2.0
package org.aiperf.browser;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Chromium without a window. Where it is not installed, the test that asks for it is skipped. */
public final class Chromium {

    private static final Duration LIMIT = Duration.ofSeconds(90);

    private final Path program;
    private final Path directory;

    private Chromium(Path program, Path directory) {
        this.program = program;
        this.directory = directory;
    }

    /**
     * Finds it on the PATH.
     *
     * @param directory for what it writes
     */
    public static Chromium find(Path directory) {
        List<Path> found = Stream.of(System.getenv("PATH").split(File.pathSeparator))
                .map(each -> Path.of(each, "chromium"))
                .filter(Files::isExecutable)
                .toList();
        assumeTrue(!found.isEmpty(), "There is no program chromium on the PATH: pages are not looked at in a browser");
        return new Chromium(found.get(0), directory);
    }

    /**
     * What a page has become.
     *
     * @param dom its elements, after its scripts have run
     * @param console what it has written to the console, its errors among them
     */
    public record Loaded(String dom, List<String> console) {}

    /** Loads a page into a window of some width in pixels, and lets its scripts run for some time of theirs. */
    public Loaded load(URI page, int width, Duration time) throws IOException, InterruptedException {
        Path out = directory.resolve("dom");
        Path err = run(
                out,
                page,
                "--dump-dom",
                "--window-size=%d,1000".formatted(width),
                "--virtual-time-budget=" + time.toMillis());
        try (Stream<String> lines = Files.lines(err)) {
            return new Loaded(
                    Files.readString(out),
                    lines.filter(line -> line.contains(":CONSOLE")).toList());
        }
    }

    /** Draws a page into a PNG file of a width and height in pixels. */
    public Path draw(URI page, int width, int height) throws IOException, InterruptedException {
        Path picture = directory.resolve("page-%d.png".formatted(width));
        run(
                directory.resolve("drawn"),
                page,
                "--screenshot=" + picture,
                "--window-size=%d,%d".formatted(width, height),
                "--hide-scrollbars",
                "--virtual-time-budget=1000");
        return picture;
    }

    /** Pages of paper that a page takes. */
    public int pages(URI page) throws IOException, InterruptedException {
        Path paper = directory.resolve("page.pdf");
        run(
                directory.resolve("printed"),
                page,
                "--print-to-pdf=" + paper,
                "--no-pdf-header-footer",
                "--virtual-time-budget=8000");
        String text = Files.readString(paper, StandardCharsets.ISO_8859_1);
        return (int)
                Pattern.compile("/Type\\s*/Page\\b").matcher(text).results().count();
    }

    private Path run(Path out, URI page, String... options) throws IOException, InterruptedException {
        Path err = directory.resolve("console");
        Stream<String> command = Stream.concat(
                Stream.of(
                        program.toString(),
                        "--headless",
                        "--no-sandbox",
                        "--disable-gpu",
                        "--disable-dev-shm-usage",
                        "--enable-logging=stderr",
                        "--user-data-dir=" + directory.resolve("profile")),
                Stream.concat(Stream.of(options), Stream.of(page.toString())));
        Process process = new ProcessBuilder(command.toList())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
        if (!process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new IOException("Chromium did not finish in " + LIMIT.toSeconds() + " s; see " + err);
        }
        return err;
    }
}
