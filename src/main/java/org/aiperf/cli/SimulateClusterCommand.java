// SPDX-License-Identifier: Apache-2.0
package org.aiperf.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.aiperf.config.InvalidSettingsException;
import org.aiperf.config.Settings;
import org.aiperf.config.SettingsLoader;
import org.aiperf.foreign.Cause;
import org.aiperf.history.History;
import org.aiperf.simulation.ClusterModel;
import org.aiperf.simulation.ClusterResult;
import org.aiperf.simulation.SampleNetworks;
import org.aiperf.simulation.ScalingTable;
import org.aiperf.simulation.SearchCosts;
import org.aiperf.simulation.TrialTimes;
import org.aiperf.simulation.VirtualCluster;
import org.aiperf.trial.TrialPlan;
import org.aiperf.unit.Rate;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Simulates runs on clusters of several sizes. */
@Command(
        name = "cluster",
        description = {
            "Simulates runs on clusters of several sizes, with the real driver and a virtual clock.",
            "Prints how the score grows with the slots and where their time goes. Times are written like 90 s, 7 m, 12 h or 0.5 ms."
        },
        mixinStandardHelpOptions = true)
final class SimulateClusterCommand implements Callable<Integer> {

    /** Networks that stand for those of all trials. */
    private static final int SAMPLES = 256;

    private static final List<Integer> SIZES = List.of(16, 64, 256, 1024, 2048, 4096);

    /** CPU seconds for measuring searches. */
    private static final double PATIENCE = 20;

    /** A run in which the driver's code is compiled. */
    private static final int WARM_UP_SLOTS = 64;

    private static final int MOST_SLOTS = 1_000_000;

    @Mixin
    private OutputOptions output;

    @Option(
            names = "--slots",
            paramLabel = "N",
            split = ",",
            converter = PositiveInteger.class,
            description = "Trials at once, one simulation for each number; default 8,512,4096.")
    private List<Integer> slots = List.of(8, 512, 4096);

    @Option(
            names = "--slots-per-node",
            paramLabel = "N",
            defaultValue = "8",
            converter = PositiveInteger.class,
            description = "Slots of a node, which is one executor; default ${DEFAULT-VALUE}.")
    private int slotsPerNode;

    @Option(
            names = "--threads-per-node",
            paramLabel = "N",
            defaultValue = "0",
            description = "Threads of a node that search at once; default: one for each slot.")
    private int threadsPerNode;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            defaultValue = "imagenet",
            description = "Settings of the run: its duration, epochs and search; default ${DEFAULT-VALUE}.")
    private String config = "imagenet";

    @Option(names = "--set", paramLabel = "KEY=VALUE", description = "A single setting; may be repeated.")
    private List<String> sets = new ArrayList<>();

    @Option(
            names = "--duration",
            converter = TimeOption.class,
            paramLabel = "TIME",
            description = "Length of the run; default: that of the settings.")
    private @Nullable Duration duration;

    @Option(
            names = "--epoch",
            converter = TimeOption.class,
            defaultValue = "7 m",
            paramLabel = "TIME",
            description = "Average time of an epoch with its validation; default ${DEFAULT-VALUE}.")
    private Duration epoch = Duration.ofMinutes(7);

    @Option(
            names = "--spread",
            defaultValue = "0.3",
            paramLabel = "SHARE",
            description = "Greatest deviation of a trial from it, 0 to 1; default ${DEFAULT-VALUE}.")
    private double spread;

    @Option(
            names = "--from",
            paramLabel = "RUN",
            description = "Take number and time of epochs from a recorded run's trials instead.")
    private @Nullable String from;

    @Option(
            names = "--latency",
            converter = TimeOption.class,
            defaultValue = "1 ms",
            paramLabel = "TIME",
            description = "Time of a message to the driver and its answer; default ${DEFAULT-VALUE}.")
    private Duration latency = Duration.ofMillis(1);

    @Option(
            names = "--hand-out",
            converter = TimeOption.class,
            defaultValue = "2.2 ms",
            paramLabel = "TIME",
            description =
                    "Time that Spark's scheduler takes to start a task, one task at a time; default ${DEFAULT-VALUE}, as bench scheduling measures.")
    private Duration handOut = Duration.ofNanos(2_200_000);

    @Option(
            names = "--flush",
            converter = TimeOption.class,
            defaultValue = "2 ms",
            paramLabel = "TIME",
            description = "Time that the history's file system takes to make a record safe; default ${DEFAULT-VALUE}.")
    private Duration flush = Duration.ofMillis(2);

    @Option(
            names = "--losses",
            defaultValue = "0",
            paramLabel = "N",
            description = "Executors lost, for each node and day; default ${DEFAULT-VALUE}.")
    private double losses;

    @Option(
            names = "--restart",
            converter = TimeOption.class,
            defaultValue = "2 m",
            paramLabel = "TIME",
            description = "Time until a lost executor is replaced; default ${DEFAULT-VALUE}.")
    private Duration restart = Duration.ofMinutes(2);

    @Option(names = "--page", paramLabel = "FILE", description = "Write a page that draws it.")
    private @Nullable Path page;

    @Option(
            names = "--check",
            description =
                    "Instead, run trials that sleep on 16, 64 and 256 slots of a real Spark, simulate the same, and print both.")
    private boolean check;

    @Override
    public Integer call() throws InvalidSettingsException, IOException, InterruptedException {
        if (check) {
            output.result(new SimulationCheck(output.words()).run());
            return 0;
        }
        refuseNonsense();
        Settings settings = settings();
        History recorded = from == null ? null : RecordedRun.read(from).history();
        TrialTimes times = recorded == null
                ? TrialTimes.around(TrialPlan.of(settings, 1).budget(), epoch, spread)
                : recorded(recorded);
        PrintWriter out = output.words();
        SampleNetworks networks = SampleNetworks.search(evolving(), SAMPLES);
        SearchCosts searches = SearchCosts.measure(settings, networks, SIZES, PATIENCE);
        print(out, searches);
        out.flush();
        ClusterModel model = new ClusterModel(
                settings,
                WARM_UP_SLOTS,
                slotsPerNode,
                threadsPerNode > 0 ? threadsPerNode : slotsPerNode,
                times,
                latency,
                handOut,
                flush,
                losses,
                restart);
        new VirtualCluster(model, searches, networks).run();
        List<ClusterResult> results = new ArrayList<>();
        for (int each : slots.stream().sorted().distinct().toList()) {
            ClusterResult result = new VirtualCluster(model.withSlots(each), searches, networks).run();
            results.add(result);
            out.printf(
                    Locale.ROOT,
                    "%,d slots: %,d trials, %.2f %% of the slots' time in finished epochs; simulated in %.0f s of CPU%n",
                    each,
                    result.trials(),
                    100 * result.counted(),
                    result.computed().toMillis() / 1e3);
            out.flush();
        }
        Rate rate = recorded == null
                ? new Rate(networks.epochOperations() / (epoch.toNanos() / 1e9))
                : TrialTimes.rate(recorded);
        ScalingTable table = new ScalingTable(results, rate, setting(settings));
        print(out, table);
        if (page != null) {
            write(page, table.html());
            out.println(page);
        }
        out.flush();
        List<List<String>> rows = table.rows();
        output.result(Map.of("setting", table.setting(), "rows", rows));
        return 0;
    }

    private void refuseNonsense() {
        if (!(spread >= 0 && spread < 1)) {
            throw new UsageException("--spread %s is no share from 0 to below 1".formatted(spread));
        } else if (!(losses >= 0 && losses <= 1000)) {
            throw new UsageException("--losses %s is no number from 0 to 1000".formatted(losses));
        } else if (threadsPerNode < 0) {
            throw new UsageException("--threads-per-node %d is no number of threads".formatted(threadsPerNode));
        } else if (slots.stream().anyMatch(each -> each > MOST_SLOTS)) {
            throw new UsageException("--slots takes numbers up to %,d".formatted(MOST_SLOTS));
        }
    }

    private Settings settings() throws InvalidSettingsException {
        // A simulated run ends by its time, and its history is nowhere.
        List<String> all = new ArrayList<>(List.of("run.trials=10000000", "run.concurrency=0"));
        if (duration != null) {
            all.add("run.duration=%d ms".formatted(duration.toMillis()));
        }
        all.addAll(sets);
        return SettingsLoader.ofInstallation().load(config, all);
    }

    private Settings evolving() throws InvalidSettingsException {
        List<String> all = new ArrayList<>(sets);
        all.add("search.strategy=evolution");
        return SettingsLoader.ofInstallation().load(config, all);
    }

    private TrialTimes recorded(History history) {
        try {
            return TrialTimes.recorded(history);
        } catch (IllegalArgumentException e) {
            throw new UsageException(from + ": " + Cause.of(e), e);
        }
    }

    private String setting(Settings settings) {
        return "%s, %s; %d slots a node, %s to the driver and back, %s for Spark to hand out a task, %s to make a record safe, %s executors lost for each node and day"
                .formatted(
                        TimeOption.text(settings.run().duration()),
                        from == null
                                ? "epochs of %s, %.0f %% more or less".formatted(TimeOption.text(epoch), 100 * spread)
                                : "trials as in " + from,
                        slotsPerNode,
                        TimeOption.text(latency),
                        TimeOption.text(handOut),
                        TimeOption.text(flush),
                        losses);
    }

    private static void print(PrintWriter out, SearchCosts searches) {
        out.printf(Locale.ROOT, "%-22s%14s%14s%14s%n", "trials in the history", "search", "choice", "each result");
        for (SearchCosts.Point point : searches.points()) {
            out.printf(
                    Locale.ROOT,
                    "%-22s%11.1f ms%11.1f ms%11.2f ms%n",
                    String.format(Locale.ROOT, "  %,d", point.trials()),
                    point.search() / 1e6,
                    point.choice() / 1e6,
                    point.result() / 1e6);
        }
    }

    private static void print(PrintWriter out, ScalingTable table) {
        out.println(table.setting());
        for (List<String> row : table.rows()) {
            out.println(Stream.concat(
                            Stream.of(String.format("%-36s", row.get(0))),
                            row.stream().skip(1).map(cell -> String.format("%16s", cell)))
                    .reduce("", String::concat));
        }
    }

    private static void write(Path file, byte[] content) {
        try {
            Files.write(file, content);
        } catch (IOException e) {
            throw new UsageException("Cannot write the page: " + e, e);
        }
    }
}
