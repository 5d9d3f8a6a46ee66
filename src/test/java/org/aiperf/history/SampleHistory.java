// SPDX-License-Identifier: Apache-2.0
package org.aiperf.history;

import static org.aiperf.history.Records.START;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.aiperf.config.InvalidSettingsException;
import org.aiperf.config.Settings;
import org.aiperf.config.SettingsLoader;
import org.aiperf.device.GpuUse;
import org.aiperf.device.MachineUse;
import org.aiperf.history.TrialStarted.SearchCost;
import org.aiperf.network.Hyperparameters;
import org.aiperf.network.Layer;
import org.aiperf.network.Network;
import org.aiperf.network.PackedNetwork;
import org.aiperf.network.PlacedLayer;
import org.aiperf.operations.OperationDefinition;
import org.aiperf.search.morph.Deepen;
import org.aiperf.search.morph.WeightedNetwork;
import org.aiperf.unit.Definition;
import org.aiperf.unit.Precision;
import org.jspecify.annotations.Nullable;

/** A plausible run of twelve trials on two slots in five and a half minutes: one fails, two are cut. */
public final class SampleHistory {

    private static final int TRIALS = 12;
    private static final long LENGTH = 330_000;

    private final Random random = new Random(7);
    private final List<HistoryRecord> records = new ArrayList<>();
    private final Map<String, Double> accuracies = new LinkedHashMap<>();
    private final Map<String, Network> networks = new LinkedHashMap<>();
    private final Set<Long> hashes = new HashSet<>();
    private final @Nullable Long[] free = new @Nullable Long[2];

    private SampleHistory() {}

    /** Writes the run as its driver would. */
    public static RunDirectory write(Path directory) throws IOException {
        RunDirectory run = RunDirectory.of(directory.toString());
        try (HistoryLog log = HistoryLog.create(run, 1)) {
            for (HistoryRecord record : records(run.name())) {
                log.append(record);
            }
        }
        return run;
    }

    /** The records in the order of their times. */
    public static List<HistoryRecord> records(String run) {
        SampleHistory sample = new SampleHistory();
        sample.begin(run);
        for (int i = 0; i < TRIALS; i++) {
            sample.trial(i);
        }
        for (int i = 1; i <= 5; i++) {
            sample.records.add(new UseMeasured(
                    START.toEpochMilli() + 60_000L * i,
                    "driver",
                    "node",
                    60_000,
                    new MachineUse(0.75, 2L << 30, 0.125, new GpuUse(2, 0.5 + i / 20.0, 0.4, 250.0))));
        }
        sample.records.add(
                new RunStopped(START.toEpochMilli() + LENGTH + 400, "The run reached its duration of 330 s.", true));
        sample.records.sort(Comparator.comparingLong(HistoryRecord::time));
        return List.copyOf(sample.records);
    }

    /** A trial with another parent and another morph. */
    public static TrialStarted named(TrialStarted trial, @Nullable String parent, String morph) {
        return new TrialStarted(
                trial.time(),
                trial.trial(),
                trial.sequence(),
                trial.round(),
                trial.slot(),
                trial.gpus(),
                parent,
                List.of(morph),
                trial.seedLayers(),
                trial.network(),
                trial.networkHash(),
                trial.hyperparameters(),
                trial.epochs(),
                trial.backend(),
                trial.precision(),
                trial.operations(),
                trial.search());
    }

    private void begin(String run) {
        Map<String, String> system = new LinkedHashMap<>();
        system.put("aiperf", "0.1.0");
        system.put("spark", "3.5.9, local[2]");
        system.put("java", "OpenJDK 17");
        system.put("cpu", "2 cores of a processor with a rather long name, as they tend to have, at 2.6 GHz");
        system.put("memory", "24 GiB");
        system.put("backend", "dl4j 1.0.0-M2.1, nd4j-native with oneDNN, AVX2");
        try {
            Settings settings = new SettingsLoader(Path.of("conf")).load("embedded", List.of());
            records.add(new RunStarted(
                    RunStarted.FORMAT,
                    START.toEpochMilli(),
                    run,
                    1,
                    new ObjectMapper().readTree(settings.render()),
                    system));
        } catch (InvalidSettingsException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private void trial(int number) {
        String id = "t%04d".formatted(number);
        int slot = freeSlot();
        Long before = free[slot];
        long idle = 4L + random.nextInt(40);
        long time = before == null ? START.toEpochMilli() + 1200 + 90L * slot : before + idle;
        String parent = number < 2 ? null : best();
        Network base = networks.getOrDefault(parent, Records.NETWORK);
        List<String> morphs = new ArrayList<>();
        Network network = base;
        while (!hashes.add(network.hash())) { // every trial has a network of its own
            Deepen morph = new Deepen(relu(network), 3);
            morphs.add(morph.toString());
            network = morph.apply(WeightedNetwork.untrained(network), random).network();
        }
        networks.put(id, network);
        int round = number / 2;
        int epochs = Math.min(round + 1, 4);
        Hyperparameters values = new Hyperparameters(
                32 + random.nextInt(33), random.nextInt(100) / 1000.0, 3, 0.02 + random.nextInt(80) / 1000.0);
        records.add(new TrialStarted(
                time,
                id,
                number,
                round,
                "driver/" + slot,
                List.of(),
                parent,
                morphs,
                Records.NETWORK.layers().size(),
                PackedNetwork.of(network),
                "%016x".formatted(network.hash()),
                values,
                epochs,
                "dl4j 1.0.0-M2.1",
                Precision.FP32,
                Map.of(
                        Definition.FIXED,
                        OperationDefinition.fixed(values.batchSize()).count(network),
                        Definition.V1,
                        OperationDefinition.v1(values.kernelSize()).count(network)),
                new SearchCost(
                        Math.max(number - 2, 0),
                        number % 2,
                        before != null,
                        (60 + random.nextInt(300)) / 1000.0,
                        before == null ? 0 : 0.98,
                        "vector",
                        before == null ? null : idle,
                        before == null ? 900L : idle / 3,
                        parent == null ? null : 0.8,
                        parent == null ? null : 0.03)));
        free[slot] = number == 5 ? fail(id, time) : train(id, time, epochs, parent);
    }

    private int freeSlot() {
        Long first = free[0];
        Long second = free[1];
        return first == null || (second != null && first <= second) ? 0 : 1;
    }

    private long fail(String id, long time) {
        records.add(new TrialEnded(
                time + 2300,
                id,
                TrialEnded.State.FAILED,
                "The loss was not a number after 12 steps of epoch 1.",
                null,
                null));
        return time + 2300;
    }

    private long train(String id, long time, int epochs, @Nullable String parent) {
        double accuracy = parent == null ? 0.55 : accuracies.getOrDefault(parent, 0.6) - 0.15;
        long now = time + 350;
        for (int epoch = 1; epoch <= epochs; epoch++) {
            long train = 16_500L + random.nextInt(3000);
            long end = now + train + 80 + 1400;
            if (end > START.toEpochMilli() + LENGTH) {
                records.add(new TrialEnded(
                        START.toEpochMilli() + LENGTH,
                        id,
                        TrialEnded.State.CUT,
                        "The run reached its duration.",
                        epoch == 1 ? null : accuracy,
                        null));
                return START.toEpochMilli() + LENGTH;
            }
            accuracy = Math.rint((accuracy + (0.915 - accuracy) * (0.25 + 0.25 * random.nextDouble())) * 2000) / 2000;
            accuracies.merge(id, accuracy, Math::max);
            records.add(new EpochFinished(
                    end,
                    id,
                    epoch,
                    now,
                    10_000,
                    2000,
                    2.3 - 1.6 * accuracy,
                    accuracy - 0.02,
                    2.4 - 1.7 * accuracy,
                    accuracy,
                    0.05,
                    80,
                    train,
                    1400));
            now = end;
        }
        records.add(new TrialEnded(
                now + 60,
                id,
                TrialEnded.State.FINISHED,
                "Its budget of " + epochs + " epochs was used up.",
                accuracy,
                Integer.parseInt(id.substring(1)) % 3 == 0 ? accuracy + 0.01 : null));
        return now + 60;
    }

    private @Nullable String best() {
        return accuracies.entrySet().stream()
                .max(Map.Entry.comparingByValue())
                .map(Map.Entry::getKey)
                .orElse(null);
    }

    private int relu(Network network) {
        List<PlacedLayer> layers = network.layers();
        List<Integer> places = IntStream.range(0, layers.size())
                .filter(id -> layers.get(id).kind() == Layer.Kind.RELU)
                .boxed()
                .toList();
        return places.get(random.nextInt(places.size()));
    }
}
