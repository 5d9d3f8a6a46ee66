// SPDX-License-Identifier: Apache-2.0
package org.aiperf.cluster;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.assertj.core.api.Assertions;
import org.jspecify.annotations.Nullable;

/** A program that was started, and what it has printed on both streams. Thread-safe. */
final class Program implements AutoCloseable {

    /** Longer than anything takes on a busy machine. */
    static final Duration PATIENCE = Duration.ofMinutes(15);

    private final String name;
    private final Process process;
    private final Thread reader;
    private final List<String> lines = new ArrayList<>();

    private Program(String name, Process process) {
        this.name = name;
        this.process = process;
        this.reader = new Thread(this::read, "output of " + name);
        reader.setDaemon(true);
    }

    /** Starts it in the project's directory, with these variables beside those of this process. */
    static Program start(Map<String, String> environment, List<String> command) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().putAll(environment);
        Program program = new Program(Path.of(command.get(0)).getFileName().toString(), builder.start());
        program.reader.start();
        return program;
    }

    private void read() {
        try (BufferedReader in = new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8))) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                add(line);
            }
        } catch (IOException e) {
            add("its output cannot be read: " + e.getMessage());
        }
        add(null);
    }

    private synchronized void add(@Nullable String line) {
        if (line != null) {
            lines.add(line);
        }
        notifyAll();
    }

    /** Waits for a line in which the pattern occurs; fails if the program ends without. */
    synchronized Matcher await(String pattern) throws InterruptedException {
        Pattern compiled = Pattern.compile(pattern);
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        for (int next = 0; ; next++) {
            while (next == lines.size()) {
                long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
                if (left <= 0 || !reader.isAlive()) {
                    return Assertions.fail("%s did not print '%s' but:%n%s", name, pattern, output());
                }
                wait(Math.min(left, 1000));
            }
            Matcher matcher = compiled.matcher(lines.get(next));
            if (matcher.find()) {
                return matcher;
            }
        }
    }

    /** Waits for its end; fails if it has another exit code. */
    Program awaitEnd(int code) throws InterruptedException {
        if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
            Assertions.fail("%s does not end; it printed:%n%s", name, output());
        }
        reader.join();
        Assertions.assertThat(process.exitValue()).as(this::output).isEqualTo(code);
        return this;
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** All that it has printed. */
    synchronized String output() {
        return String.join("\n", lines);
    }

    /** The Java programs with this main class that it has started and that still run. */
    List<ProcessHandle> descendants(String main) {
        return descendants(process.toHandle(), main);
    }

    /** The Java programs with this main class that a process has started and that still run. */
    static List<ProcessHandle> descendants(ProcessHandle process, String main) {
        return process.descendants()
                .filter(each -> each.info().command().orElse("").endsWith("/java"))
                .filter(each -> words(each).contains(main))
                .toList();
    }

    /** All words of its command; what Java itself knows of it is cut off after one page. */
    private static List<String> words(ProcessHandle process) {
        try {
            return List.of(Files.readString(Path.of("/proc", Long.toString(process.pid()), "cmdline"))
                    .split("\0"));
        } catch (IOException e) {
            return List.of(); // it has ended meanwhile
        }
    }

    /** Ends it as {@code kill -9} does. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** Ends it with all that it has started. */
    @Override
    public void close() throws InterruptedException {
        List<ProcessHandle> descendants = process.descendants().toList();
        kill();
        descendants.forEach(ProcessHandle::destroyForcibly);
    }
}
