// SPDX-License-Identifier: Apache-2.0
package org.aiperf.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.aiperf.benchmark.Ending;
import org.aiperf.config.InvalidSettingsException;
import org.aiperf.foreign.Scratch;
import org.aiperf.history.History;
import org.aiperf.history.TrialHistory;
import org.aiperf.history.TrialStarted;
import org.aiperf.report.SlotUse;
import org.aiperf.spark.AiperfPlugin;
import org.aiperf.spark.DeskTraffic;
import org.aiperf.spark.DriverCpu;
import org.aiperf.spark.SparkRun;
import org.aiperf.unit.Operations;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Measures how busy the slots are kept, with trials that sleep on a real Spark. */
@Command(
        name = "scheduling",
        description =
                "Runs trials that sleep instead of training, on Spark, with the real driver, search and history, and prints how busy the slots were from the first trial's start to the last one's.",
        mixinStandardHelpOptions = true)
final class BenchSchedulingCommand implements Callable<Integer> {

    /** Kinds of threads that are told apart, those that did most. */
    private static final int THREADS_SHOWN = 6;

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--slots",
            defaultValue = "16",
            converter = PositiveInteger.class,
            description = "Trials at once; default ${DEFAULT-VALUE}.")
    private int slots;

    @Option(
            names = "--trials",
            defaultValue = "240",
            converter = PositiveInteger.class,
            description = "Trials in all; default ${DEFAULT-VALUE}.")
    private int trials;

    @Option(names = "--seconds", defaultValue = "2", description = "Average time of a trial; default ${DEFAULT-VALUE}.")
    private double seconds;

    @Option(
            names = "--spread",
            defaultValue = "0.5",
            description = "Greatest deviation from it, as a share; default ${DEFAULT-VALUE}.")
    private double spread;

    @Option(
            names = "--strategy",
            defaultValue = "evolution",
            description =
                    "Search of the networks; the default, ${DEFAULT-VALUE}, is the cheapest: all slots share the CPUs of this machine.")
    private String strategy = "evolution";

    @Option(
            names = "--keep",
            paramLabel = "DIRECTORY",
            description = "Keep the run's history there, on any Hadoop file system; default: a temporary directory.")
    private @Nullable String keep;

    @Option(
            names = "--network",
            defaultValue = "resnet-50",
            description = "Network that the search begins with; default ${DEFAULT-VALUE}.")
    private String network = "resnet-50";

    @Mixin
    private OutputOptions output;

    private @Nullable DriverCpu driver;
    private int before;

    @Override
    public Integer call() throws InvalidSettingsException, IOException, InterruptedException {
        SleepingRun run =
                new SleepingRun(slots, trials, Duration.ofMillis((long) (seconds * 1000)), spread, strategy, network);
        if (keep != null) {
            if (SparkRun.directory(keep).exists()) {
                throw new UsageException("%s exists already; --keep wants a new directory".formatted(keep));
            }
            return run(run, keep);
        }
        try (Scratch directory = Scratch.create()) {
            return run(run, directory.path().resolve("run").toString());
        }
    }

    private int run(SleepingRun run, String location)
            throws InvalidSettingsException, IOException, InterruptedException {
        Ending ending = run.run(
                location, header -> driver = new DriverCpu(), this::look, (history, unused, head) -> print(history));
        return Failures.ofEnding(ending, spec.commandLine());
    }

    /** A driver's code is compiled while it runs, and drivers run for hours: only the second half of the trials counts. */
    private Runnable look(History history, Operations live) {
        if (before == 0 && history.trials().size() >= Math.max(slots, trials / 2)) {
            before = history.trials().size();
            driver = new DriverCpu();
        }
        return () -> {};
    }

    private void print(History history) {
        PrintWriter out = output.words();
        SlotUse use = SlotUse.of(history);
        double cpu = ManagementFactory.getPlatformMXBean(com.sun.management.OperatingSystemMXBean.class)
                        .getProcessCpuTime()
                / 1e6;
        out.printf("slots                       %d%n", use.slots());
        out.printf("trials                      %d of %.1f s, %.0f %% more or less%n", trials, seconds, spread * 100);
        out.printf("slot use                    %.2f %%%n", use.share() * 100);
        use.idle()
                .ifPresent(idle -> out.printf(
                        "between trials              median %d ms, 99 %% within %d ms%n",
                        idle.median().toMillis(), idle.p99().toMillis()));
        List<TrialStarted> starts =
                history.trials().stream().map(TrialHistory::start).toList();
        double search = starts.stream()
                .mapToDouble(start -> start.search().cpuSeconds())
                .sum();
        double hidden = starts.stream()
                .mapToDouble(
                        start -> start.search().cpuSeconds() * start.search().hiddenShare())
                .sum();
        out.printf(
                "different networks          %d of %d%n",
                starts.stream().map(TrialStarted::networkHash).distinct().count(), starts.size());
        out.printf("search                      %.1f ms of CPU per trial%n", 1000 * search / starts.size());
        out.printf("  while another one trained %.2f %%%n", 100 * hidden / search);
        out.printf("CPU per trial, all included %.1f ms%n", cpu / starts.size());
        driver(out, Objects.requireNonNull(driver).seconds(), starts.size() - before);
        traffic(out, AiperfPlugin.traffic(), starts.size());
        out.flush();
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("slots", use.slots());
        json.put("trials", trials);
        json.put("slotUse", use.share());
        json.put(
                "idleMedianMillis",
                use.idle().map(idle -> idle.median().toMillis()).orElse(null));
        json.put("idleMillis99", use.idle().map(idle -> idle.p99().toMillis()).orElse(null));
        json.put("searchCpuSeconds", search / starts.size());
        json.put("hiddenShare", hidden / search);
        json.put("cpuMillis", cpu / starts.size());
        json.put("driverCpuSeconds", Objects.requireNonNull(driver).seconds());
        json.put("driverCpuTrials", starts.size() - before);
        output.result(json);
    }

    /** In an embedded run the executor's threads share the JVM, and those of the JVM itself are in nobody's account. */
    private static void driver(PrintWriter out, Map<String, Double> seconds, int trials) {
        double total =
                seconds.values().stream().mapToDouble(Double::doubleValue).sum();
        out.printf(
                "CPU per trial of the driver %.2f ms over the last %d trials, without compilation and garbage collection%n",
                1000 * total / trials, trials);
        seconds.entrySet().stream()
                .sorted(Map.Entry.<String, Double>comparingByValue().reversed())
                .limit(THREADS_SHOWN)
                .forEach(kind -> out.printf("  %-25s %.2f ms%n", kind.getKey(), 1000 * kind.getValue() / trials));
    }

    private static void traffic(PrintWriter out, DeskTraffic traffic, int trials) {
        out.printf(
                "told to a trial             %.1f kB in %.1f answers, the longest of %.1f kB%n",
                traffic.sent() / 1000.0 / trials,
                (double) traffic.messages() / trials,
                traffic.longestAnswer() / 1000.0);
        out.printf("told by a trial             %.1f kB%n", traffic.received() / 1000.0 / trials);
    }
}
