// SPDX-License-Identifier: Apache-2.0
package org.aiperf.simulation;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.aiperf.config.Settings;
import org.aiperf.history.EpochFinished;
import org.aiperf.history.HistoryRecord;
import org.aiperf.history.RunStarted;
import org.aiperf.history.TrialEnded;
import org.aiperf.history.TrialStarted;
import org.aiperf.history.TrialStarted.SearchCost;
import org.aiperf.network.Hyperparameters;
import org.aiperf.network.Network;
import org.aiperf.network.PackedNetwork;
import org.aiperf.operations.OperationCount;
import org.aiperf.operations.OperationDefinition;
import org.aiperf.search.Model;
import org.aiperf.search.morph.TrialNetwork;
import org.aiperf.simulation.GrownNetworks.Grown;
import org.aiperf.unit.Definition;
import org.aiperf.unit.Precision;
import org.jspecify.annotations.Nullable;

/**
 * Records of a run that never was, as long as one likes: its networks descend from ResNet-50, its slots are always busy,
 * its trials learn. The last trial of each slot has not ended: the run goes on.
 *
 * @param trials how many
 * @param epochs of each trial
 * @param slots that train at once
 */
public record LongRun(int trials, int epochs, int slots) {

    private static final int DISTINCT = 64;
    private static final long BEGIN = 1_767_225_600_000L;
    private static final int EPOCH_MILLIS = 20_000;
    private static final Hyperparameters HYPERPARAMETERS = new Hyperparameters(64, 0.1, 3, 0.05);

    /** A trial on its slot. */
    private record Running(long time, int slot, int trial, int epoch, long start) {}

    /** Makes the records, each when its turn comes. */
    public void forEach(Settings settings, Consumer<HistoryRecord> consumer) {
        SplittableRandom random = new SplittableRandom(1);
        List<Grown> kinds = GrownNetworks.of(DISTINCT, 1);
        List<Map<Definition, OperationCount>> counts = new ArrayList<>();
        for (Grown kind : kinds) {
            Map<Definition, OperationCount> count = new EnumMap<>(Definition.class);
            OperationDefinition.all(HYPERPARAMETERS)
                    .forEach(each -> count.put(each.definition(), each.count(kind.network())));
            counts.add(count);
        }
        int[] kindOf = new int[trials];
        @Nullable String[] finished = new @Nullable String[DISTINCT];
        try {
            consumer.accept(new RunStarted(
                    RunStarted.FORMAT, BEGIN, "long", 1, new ObjectMapper().readTree(settings.render()), Map.of()));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Settings are not rendered as JSON", e);
        }
        PriorityQueue<Running> next = new PriorityQueue<>(Comparator.comparingLong(Running::time));
        for (int slot = 0; slot < slots; slot++) {
            next.add(new Running(BEGIN + 1 + random.nextInt(1000), slot, -1, 0, 0));
        }
        int begun = 0;
        for (Running at = next.poll(); at != null; at = next.poll()) {
            long time = at.time();
            if (at.trial() < 0 && begun < trials) {
                int drawn = random.nextInt(DISTINCT);
                int from = kinds.get(drawn).parent();
                String parent = from < 0 ? null : finished[from];
                int kind = parent == null ? 0 : drawn;
                kindOf[begun] = kind;
                Model model = kinds.get(kind).model();
                Hyperparameters hyperparameters = new Hyperparameters(64, random.nextDouble(), 3, random.nextDouble());
                Network network = TrialNetwork.of(model.network(), model.seedLayers(), hyperparameters)
                        .network();
                consumer.accept(new TrialStarted(
                        time,
                        id(begun),
                        begun,
                        begun / slots,
                        at.slot() / 8 + "/" + at.slot() % 8,
                        List.of(at.slot() % 8),
                        parent,
                        kinds.get(kind).morphs(),
                        model.seedLayers(),
                        PackedNetwork.of(network),
                        "%016x".formatted(network.hash()),
                        hyperparameters,
                        epochs,
                        "none",
                        Precision.FP16,
                        counts.get(kind),
                        new SearchCost(begun, 0, true, 0.2, 1, "vector", 20L, 0L, null, null)));
                next.add(new Running(time + EPOCH_MILLIS, at.slot(), begun++, 1, time));
            } else if (at.trial() >= 0 && at.epoch() <= epochs) {
                double accuracy = Math.rint(50_000 * (1 - 1 / (1.2 + 0.1 * at.epoch() + random.nextDouble()))) / 50_000;
                consumer.accept(new EpochFinished(
                        time,
                        id(at.trial()),
                        at.epoch(),
                        at.start(),
                        1_281_167,
                        50_000,
                        2,
                        accuracy,
                        2,
                        accuracy,
                        0.05,
                        100,
                        15_000,
                        3_000));
                long end = time + EPOCH_MILLIS * 3 / 4 + random.nextInt(EPOCH_MILLIS / 2);
                next.add(new Running(end, at.slot(), at.trial(), at.epoch() + 1, time));
            } else if (at.trial() >= 0 && begun < trials) {
                finished[kindOf[at.trial()]] = id(at.trial());
                consumer.accept(new TrialEnded(
                        time, id(at.trial()), TrialEnded.State.FINISHED, "Its budget was used up.", null, null));
                next.add(new Running(time + 20, at.slot(), -1, 0, 0));
            }
        }
    }

    private static String id(int trial) {
        return String.format(Locale.ROOT, "%06d", trial);
    }
}
