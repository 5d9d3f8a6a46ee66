// SPDX-License-Identifier: Apache-2.0
package org.aiperf.report;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.aiperf.config.Settings;
import org.aiperf.device.DeviceSet;
import org.aiperf.history.EpochFinished;
import org.aiperf.history.History;
import org.aiperf.history.TrialEnded;
import org.aiperf.history.TrialHistory;
import org.aiperf.history.TrialStarted;
import org.aiperf.network.Hyperparameters;
import org.aiperf.unit.Definition;
import org.aiperf.unit.Operations;

/**
 * A trial as a line of a table, in words; what is unknown is {@code -}.
 *
 * @param trial id
 * @param round round, from 0
 * @param slot executor and slot, with its GPUs if it has any
 * @param parent trial that it stems from
 * @param morphs what was done to the parent
 * @param layers layers of its network
 * @param parameters parameters of its network
 * @param hyperparameters what it is trained with
 * @param epochs finished epochs of how many
 * @param accuracy best validation accuracy
 * @param predicted accuracy that was predicted for more epochs
 * @param operations operations to train one image, by the definition of the headline
 * @param waiting part of its training time in which it waited for images
 * @param state running, finished, failed or cut
 * @param time from its set-up to its end
 * @param history trials that the search knew of, and those that had become known when it began
 * @param search CPU time of the search
 * @param hidden part of that which was used while another trial trained
 * @param reason why it ended
 */
record TrialRow(
        String trial,
        String round,
        String slot,
        String parent,
        String morphs,
        String layers,
        String parameters,
        String hyperparameters,
        String epochs,
        String accuracy,
        String predicted,
        String operations,
        String waiting,
        String state,
        String time,
        String history,
        String search,
        String hidden,
        String reason) {

    private static final String UNKNOWN = "-";

    static List<TrialRow> of(History history, Settings settings, Instant now) {
        return of(history, settings, now, history.trials());
    }

    /** Some of the trials. */
    static List<TrialRow> of(History history, Settings settings, Instant now, List<TrialHistory> trials) {
        Definition definition = settings.score().operations();
        return trials.stream()
                .map(trial -> of(trial, definition, TrialStatus.of(history, trial, now)))
                .toList();
    }

    /** Whether accuracy was predicted for any of some trials. */
    static boolean anyPredicted(List<TrialRow> rows) {
        return rows.stream().anyMatch(row -> !row.predicted().equals(UNKNOWN));
    }

    private static TrialRow of(TrialHistory trial, Definition definition, TrialStatus status) {
        TrialStarted start = trial.start();
        return new TrialRow(
                Wording.line(start.trial()),
                String.valueOf(start.round()),
                slot(start),
                start.parent() == null ? UNKNOWN : Wording.line(start.parent()),
                start.morphs().isEmpty()
                        ? UNKNOWN
                        : start.morphs().stream().map(Wording::line).collect(Collectors.joining(" ")),
                String.valueOf(start.network().layers()),
                Wording.count(start.network().parameters()),
                words(start.hyperparameters()),
                trial.epochs().size() + "/" + start.epochs(),
                trial.epochs().isEmpty()
                        ? UNKNOWN
                        : Wording.percent(trial.accuracy().orElse(0)),
                Optional.ofNullable(trial.end())
                        .map(TrialEnded::predicted)
                        .map(Wording::percent)
                        .orElse(UNKNOWN),
                Optional.ofNullable(start.operations().get(definition))
                        .map(count -> new Operations(count.trainPerImage()).toString())
                        .orElse(UNKNOWN),
                waiting(trial),
                status.state(),
                Wording.clock(Duration.between(Instant.ofEpochMilli(start.time()), status.end())),
                start.search().historySize() + "+" + start.search().staleness(),
                Wording.duration(
                        Duration.ofMillis(Math.round(1000 * start.search().cpuSeconds()))),
                Wording.share(start.search().hiddenShare()),
                Wording.line(status.reason()));
    }

    private static String slot(TrialStarted start) {
        String slot = Wording.line(start.slot());
        return start.gpus().isEmpty() ? slot : slot + ", " + new DeviceSet(start.gpus());
    }

    private static String waiting(TrialHistory trial) {
        long data = trial.epochs().stream().mapToLong(EpochFinished::dataMillis).sum();
        long steps =
                trial.epochs().stream().mapToLong(EpochFinished::trainMillis).sum();
        return data + steps == 0 ? UNKNOWN : Wording.share((double) data / (data + steps));
    }

    private static String words(Hyperparameters values) {
        return String.format(
                Locale.ROOT,
                "batch %d, rate %.3g, dropout %.2g, kernel %d",
                values.batchSize(),
                values.learningRate(),
                values.dropoutRate(),
                values.kernelSize());
    }
}
