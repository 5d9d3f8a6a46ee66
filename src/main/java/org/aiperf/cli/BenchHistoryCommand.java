// SPDX-License-Identifier: Apache-2.0
package org.aiperf.cli;

import com.codahale.metrics.Gauge;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.aiperf.config.InvalidSettingsException;
import org.aiperf.config.Settings;
import org.aiperf.config.SettingsLoader;
import org.aiperf.foreign.Scratch;
import org.aiperf.history.History;
import org.aiperf.history.HistoryLog;
import org.aiperf.history.HistoryRecord;
import org.aiperf.history.RunDirectory;
import org.aiperf.history.TrialHistory;
import org.aiperf.live.LivePage;
import org.aiperf.live.LiveRun;
import org.aiperf.live.LiveView;
import org.aiperf.live.Lookout;
import org.aiperf.report.HtmlReport;
import org.aiperf.report.ProgressLine;
import org.aiperf.report.ProgressSnapshot;
import org.aiperf.simulation.LongRun;
import org.aiperf.spark.LiveMetrics;
import org.aiperf.submission.Origin;
import org.aiperf.submission.Packing;
import org.aiperf.submission.Submission;
import org.aiperf.submission.Verification;
import org.aiperf.unit.Operations;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Measures what it costs to keep a long history, to look at it and to read it. */
@Command(
        name = "history",
        description = {
            "Measures what a long history costs.",
            "Makes one of networks like ResNet-50 and prints what it takes to keep it, to look at it while its run goes",
            "on, to make its report, to write and read its log, and to verify its package. Times are CPU of one thread."
        },
        mixinStandardHelpOptions = true)
final class BenchHistoryCommand implements Callable<Integer> {

    /** Looks of each kind, after as many for the compiler. */
    private static final int LOOKS = 50;

    @Option(names = "--page", paramLabel = "FILE", description = "Keep the report there.")
    private @Nullable Path kept;

    @Mixin
    private OutputOptions output;

    @Option(
            names = "--trials",
            defaultValue = "30000",
            converter = PositiveInteger.class,
            description = "Trials of the run (default: ${DEFAULT-VALUE}).")
    private int trials;

    @Option(
            names = "--epochs",
            defaultValue = "40",
            converter = PositiveInteger.class,
            description = "Epochs of each (default: ${DEFAULT-VALUE}).")
    private int epochs;

    @Option(
            names = "--slots",
            defaultValue = "64",
            converter = PositiveInteger.class,
            description = "Slots that train at once (default: ${DEFAULT-VALUE}).")
    private int slots;

    @Option(
            names = "--read",
            defaultValue = "1000",
            converter = PositiveInteger.class,
            description = "Trials of a second run, whose log is written and read (default: ${DEFAULT-VALUE}).")
    private int read;

    private final Map<String, Object> measured = new LinkedHashMap<>();

    /** What is measured. */
    @FunctionalInterface
    private interface Work {
        Object done() throws IOException;
    }

    @Override
    public Integer call() throws InvalidSettingsException, IOException {
        Settings settings = new SettingsLoader(null)
                .load(
                        null,
                        List.of(
                                "run.trials=" + (trials + 1),
                                "run.duration=100000 h",
                                "score.operations=fixed",
                                "search.seed-networks=[resnet-50]"));
        History history = new History();
        long used = used();
        AtomicInteger records = new AtomicInteger();
        new LongRun(trials, epochs, slots).forEach(settings, record -> {
            history.apply(record);
            records.incrementAndGet();
        });
        Instant now = Instant.ofEpochMilli(history.lastTime()).plusSeconds(1);
        print("records", "%,d", records.get());
        print("heap of the state", "%,.0f MB", (used() - used) / 1e6);
        AtomicInteger looks = new AtomicInteger();
        AtomicInteger seconds = new AtomicInteger();
        Lookout lookout = new Lookout() {
            @Override
            public <T> T look(Function<History, T> observer) {
                looks.incrementAndGet();
                return observer.apply(history);
            }
        };
        LiveRun live = new LiveRun(
                settings,
                lookout,
                () -> Operations.NONE,
                () -> slots,
                () -> now.plus(Duration.ofSeconds(2L * seconds.get())));
        LiveMetrics metrics = new LiveMetrics(live);
        LivePage page = new LivePage();
        median("progress line", () -> ProgressLine.text(ProgressSnapshot.of(history, settings, now, Operations.NONE)));
        median("live view", () -> {
            seconds.incrementAndGet();
            return live.view();
        });
        Optional<LiveView> view = live.view();
        median("live view as JSON", () -> view.map(LiveView::json).orElseThrow());
        median("live view as a page", () -> page.render(view, "json/"));
        looks.set(0);
        median("all gauges once", () -> {
            seconds.incrementAndGet();
            return metrics.metricRegistry().getGauges().values().stream()
                    .map(Gauge::getValue)
                    .toList();
        });
        print("looks at the run for each of these", "%.2f", looks.get() / (2.0 * LOOKS));
        byte[][] report = new byte[1][];
        print("report", "%,.0f ms", cpu(() -> report[0] = HtmlReport.render(history, settings, now)));
        print("  its size", "%,.0f kB", report[0].length / 1e3);
        if (kept != null) {
            Files.write(kept, report[0]);
        }
        log(settings);
        output.result(measured);
        return 0;
    }

    private void log(Settings settings) throws IOException {
        try (Scratch directory = Scratch.create()) {
            RunDirectory run = RunDirectory.of(directory.path().resolve("long").toString());
            try (HistoryLog log = HistoryLog.create(run, 1)) {
                print(
                        "log written: a trial",
                        "%.2f ms",
                        cpu(() -> {
                                    new LongRun(read, epochs, slots).forEach(settings, record -> append(log, record));
                                    return log;
                                })
                                / read);
            }
            History.read(run);
            print("log read: a trial", "%.2f ms", cpu(() -> History.read(run)) / read);
            verified(run, settings, directory.path());
        }
    }

    /** Verifies a package of the run whose models are empty: what is wrong with it does not matter here. */
    private void verified(RunDirectory run, Settings settings, Path directory) throws IOException {
        History history = History.read(run);
        Path models = Files.createDirectories(directory.resolve("long/models"));
        for (TrialHistory trial : history.trials()) {
            Files.createFile(models.resolve(trial.start().trial() + ".model"));
        }
        Path zip = directory.resolve("long.zip");
        new Packing(run, history, settings, Version.number(), Origin.UNKNOWN).write(zip, Optional.empty());
        Path unpacked = Files.createDirectory(directory.resolve("unpacked"));
        Instant now = Instant.ofEpochMilli(history.lastTime());
        print(
                "package verified: a trial",
                "%.2f ms",
                cpu(() -> Verification.of(Submission.open(zip, unpacked), Optional.empty(), now)) / read);
    }

    private static void append(HistoryLog log, HistoryRecord record) {
        try {
            log.append(record);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void median(String what, Work work) throws IOException {
        double[] spent = new double[LOOKS];
        for (int i = 0; i < 2 * LOOKS; i++) {
            spent[i % LOOKS] = cpu(work);
        }
        Arrays.sort(spent);
        print(what, "%.2f ms", spent[LOOKS / 2]);
    }

    /** Milliseconds of CPU that this thread takes. */
    private static double cpu(Work work) throws IOException {
        var threads = ManagementFactory.getThreadMXBean();
        long begin = threads.getCurrentThreadCpuTime();
        work.done();
        return (threads.getCurrentThreadCpuTime() - begin) / 1e6;
    }

    /** Bytes of the heap that are in use after a collection. */
    private static long used() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    private void print(String what, String format, Object value) {
        measured.put(what.strip(), value);
        PrintWriter out = output.words();
        out.printf(Locale.ROOT, "%-36s" + format + "%n", what, value);
        out.flush();
    }
}
