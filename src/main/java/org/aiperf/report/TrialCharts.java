// SPDX-License-Identifier: Apache-2.0
package org.aiperf.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.aiperf.config.Settings;
import org.aiperf.history.EpochFinished;
import org.aiperf.history.ExecutorDescribed;
import org.aiperf.history.History;
import org.aiperf.history.TrialEnded;
import org.aiperf.history.TrialHistory;
import org.aiperf.history.TrialStarted;
import org.aiperf.operations.OperationCount;
import org.jspecify.annotations.Nullable;

/**
 * The trials for the page's table, which sorts and searches them itself: a short row for each, words that many share by
 * their number. Of a run that is longer than the table the notable ones are there.
 */
final class TrialCharts {

    /** Rows of the table: the page has a bound in size. */
    static final int ROWS = 5000;

    private static final int BEST = 10;

    /** No more of a long run's rows are failures. */
    private static final int FAILED = ROWS / 5;

    private static final int CURVE = 16;

    /** A cell shows no more. */
    private static final MathContext DIGITS = new MathContext(4, RoundingMode.HALF_EVEN);

    /** An accuracy takes two digits of this base. */
    private static final int BASE = 36;

    private final Map<String, Integer> states = new LinkedHashMap<>();
    private final Map<String, Integer> reasons = new LinkedHashMap<>();
    private final Map<String, Integer> slots = new LinkedHashMap<>();
    private final Map<String, Integer> layers = new LinkedHashMap<>();
    private final Map<String, Integer> morphs = new LinkedHashMap<>();
    private final Map<TrialHistory, List<String>> networks = new HashMap<>();

    private TrialCharts() {}

    static void write(ObjectNode root, History history, Settings settings, Instant now) {
        TrialCharts charts = new TrialCharts();
        ObjectNode node = root.putObject("trials");
        node.put("total", history.trials().size());
        ArrayNode rows = node.putArray("rows");
        notable(history).forEach(trial -> charts.row(rows.addArray(), history, settings, now, trial));
        charts.states.keySet().forEach(node.putArray("states")::add);
        charts.reasons.keySet().forEach(node.putArray("reasons")::add);
        charts.layers.keySet().forEach(node.putArray("layers")::add);
        charts.morphs.keySet().forEach(node.putArray("morphs")::add);
        Map<String, String> hosts = new HashMap<>();
        for (ExecutorDescribed each : history.executors()) {
            hosts.put(each.executor(), each.host());
        }
        ArrayNode places = node.putArray("slots");
        charts.slots.keySet().forEach(slot -> places.addArray()
                .add(slot)
                .add(hosts.getOrDefault(slot.replaceFirst("/[^/]*$", ""), "")));
    }

    /** The best ten, those that failed, and all others by their accuracy. */
    static List<TrialHistory> notable(History history) {
        List<TrialHistory> byAccuracy = history.trials().stream()
                .sorted(Comparator.comparingDouble(
                                (TrialHistory trial) -> trial.accuracy().orElse(-1))
                        .reversed())
                .toList();
        List<TrialHistory> failed = history.trials().stream()
                .filter(TrialCharts::failed)
                .limit(FAILED)
                .toList();
        return Stream.of(
                        byAccuracy.stream().limit(BEST),
                        failed.stream(),
                        byAccuracy.stream().skip(BEST).filter(trial -> !failed(trial)))
                .flatMap(trials -> trials)
                .distinct()
                .limit(ROWS)
                .toList();
    }

    private static boolean failed(TrialHistory trial) {
        TrialEnded end = trial.end();
        return end != null && end.state() == TrialEnded.State.FAILED;
    }

    private void row(ArrayNode row, History history, Settings settings, Instant now, TrialHistory trial) {
        TrialStarted start = trial.start();
        TrialStatus status = TrialStatus.of(history, trial, now);
        TrialEnded end = trial.end();
        row.add(start.trial()).add(start.parent()).add(number(states, status.state()));
        hundredths(row, trial.epochs().isEmpty() ? null : trial.accuracy().orElse(0));
        hundredths(row, end == null ? null : end.predicted());
        row.add(trial.epochs().size()).add(start.epochs());
        add(row, (status.end().toEpochMilli() - start.time()) / 1e3);
        row.add(number(morphs, String.join(" ", start.morphs())));
        row.add(start.network().layers()).add(start.network().parameters());
        OperationCount count = start.operations().get(settings.score().operations());
        add(row, count == null ? Double.NaN : count.trainPerImage());
        add(row, waiting(trial));
        row.add(start.hyperparameters().batchSize());
        add(row, start.hyperparameters().learningRate());
        add(row, start.hyperparameters().dropoutRate());
        row.add(start.hyperparameters().kernelSize());
        row.add(start.search().historySize()).add(start.search().staleness());
        add(row, start.search().cpuSeconds());
        hundredths(row, start.search().hiddenShare());
        row.add(start.round()).add(number(slots, start.slot())).add(number(reasons, status.reason()));
        row.add(curve(trial.epochs()));
        row.add(difference(trial));
    }

    private static void hundredths(ArrayNode row, @Nullable Double share) {
        if (share == null) {
            row.addNull();
        } else {
            row.add((int) Math.floor(10_000 * share + 1e-9));
        }
    }

    private static double waiting(TrialHistory trial) {
        long data = trial.epochs().stream().mapToLong(EpochFinished::dataMillis).sum();
        long steps =
                trial.epochs().stream().mapToLong(EpochFinished::trainMillis).sum();
        return 100.0 * data / (data + steps);
    }

    private static int number(Map<String, Integer> words, String word) {
        return words.computeIfAbsent(word, each -> words.size());
    }

    /** Accuracies after some of the epochs, evenly picked. */
    private static String curve(List<EpochFinished> epochs) {
        StringBuilder curve = new StringBuilder();
        for (EpochFinished epoch : ChartData.thinned(epochs, CURVE)) {
            long code = Math.round(epoch.validationAccuracy() * (BASE * BASE - 1));
            curve.append(Character.forDigit((int) (code / BASE), BASE))
                    .append(Character.forDigit((int) (code % BASE), BASE));
        }
        return curve.toString();
    }

    private static void add(ArrayNode row, double number) {
        if (Double.isFinite(number)) {
            row.add(new BigDecimal(number).round(DIGITS));
        } else {
            row.addNull();
        }
    }

    /** For each step a sign, and in base {@value #BASE} how many layers are the same or the number of the layer's words. */
    private String difference(TrialHistory trial) {
        if (trial.parent().isEmpty()) {
            return "";
        }
        StringBuilder steps = new StringBuilder();
        for (NetworkDifference.Step step : NetworkDifference.of(
                        layers(trial.parent().get()), layers(trial))
                .steps()) {
            switch (step.kind()) {
                case SAME -> steps.append('=').append(Integer.toString(step.count(), BASE));
                case REMOVED -> steps.append('-').append(Integer.toString(number(layers, step.layer()), BASE));
                case ADDED -> steps.append('+').append(Integer.toString(number(layers, step.layer()), BASE));
            }
        }
        return steps.toString();
    }

    private List<String> layers(TrialHistory trial) {
        return networks.computeIfAbsent(
                trial, each -> NetworkDifference.layers(each.start().layers()));
    }
}
