// SPDX-License-Identifier: Apache-2.0
package org.aiperf.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.aiperf.benchmark.Ending;
import org.aiperf.benchmark.RunObserver;
import org.aiperf.config.InvalidSettingsException;
import org.aiperf.config.Settings;
import org.aiperf.foreign.Scratch;
import org.aiperf.history.History;
import org.aiperf.report.SlotUse;
import org.aiperf.simulation.ClusterModel;
import org.aiperf.simulation.ClusterResult;
import org.aiperf.simulation.SampleNetworks;
import org.aiperf.simulation.SearchCosts;
import org.aiperf.simulation.TrialTimes;
import org.aiperf.simulation.VirtualCluster;
import org.aiperf.trial.EpochBudget;
import org.jspecify.annotations.Nullable;

/** Puts simulated clusters beside trials that sleep on a real Spark of this machine. */
final class SimulationCheck {

    private static final List<Integer> SLOTS = List.of(16, 64, 256);

    /** Trials of each slot. */
    private static final int ROUNDS = 8;

    /** Slots for each second of a trial: all searches share this machine's processors. */
    private static final int SLOTS_PER_SECOND = 8;

    private static final double SPREAD = 0.5;
    private static final int SAMPLES = 128;
    private static final double PATIENCE = 10;

    /** Messages do not leave this machine. */
    private static final Duration LATENCY = Duration.ofNanos(300_000);

    private final PrintWriter out;

    SimulationCheck(PrintWriter out) {
        this.out = out;
    }

    /** The use of the slots in real and in simulated runs, by number of slots. */
    Map<Integer, Map<String, Double>> run() throws InvalidSettingsException, IOException, InterruptedException {
        Map<Integer, Map<String, Double>> uses = new LinkedHashMap<>();
        out.printf(Locale.ROOT, "%8s%18s%16s%12s%n", "slots", "real slot use", "simulated", "apart");
        // They differ in slots and trials alone, which searches do not look at.
        Settings settings = run(SLOTS.get(0)).settings();
        SampleNetworks networks = SampleNetworks.search(settings, SAMPLES);
        SearchCosts searches = SearchCosts.measure(settings, networks, List.of(16, 64, 256, 1024), PATIENCE);
        // The simulated driver is warm, too.
        real(run(SLOTS.get(0)));
        for (int slots : SLOTS) {
            SleepingRun run = run(slots);
            double real = real(run);
            double simulated = simulated(run, searches, networks);
            out.printf(
                    Locale.ROOT,
                    "%8d%16.2f %%%14.2f %%%6.2f points%n",
                    slots,
                    100 * real,
                    100 * simulated,
                    100 * Math.abs(real - simulated));
            out.flush();
            uses.put(slots, Map.of("real", real, "simulated", simulated));
        }
        return uses;
    }

    private static SleepingRun run(int slots) {
        Duration trial = Duration.ofSeconds(Math.max(slots / SLOTS_PER_SECOND, 2));
        return new SleepingRun(slots, slots * ROUNDS, trial, SPREAD, "evolution", "resnet-50");
    }

    private double real(SleepingRun run) throws InvalidSettingsException, IOException, InterruptedException {
        AtomicReference<@Nullable History> history = new AtomicReference<>();
        try (Scratch directory = Scratch.create()) {
            Ending ending = run.run(
                    directory.path().resolve("run").toString(),
                    header -> {},
                    RunObserver.NONE,
                    (known, unused, head) -> history.set(known));
            if (ending.kind() != Ending.Kind.COMPLETE) {
                throw new UsageException("The real run has ended early: " + ending.reason());
            }
        }
        return SlotUse.of(Objects.requireNonNull(history.get())).share();
    }

    private static double simulated(SleepingRun run, SearchCosts searches, SampleNetworks networks)
            throws InvalidSettingsException, IOException {
        ClusterModel model = new ClusterModel(
                run.settings(),
                run.slots(),
                run.slots(),
                Runtime.getRuntime().availableProcessors(),
                TrialTimes.around(new EpochBudget(List.of(), 1, 1), run.trial(), SPREAD),
                LATENCY,
                Duration.ofNanos(2_200_000),
                Duration.ZERO,
                0,
                Duration.ZERO);
        new VirtualCluster(model, searches, networks).run();
        ClusterResult result = new VirtualCluster(model, searches, networks).run();
        return result.slotUse().share();
    }
}
