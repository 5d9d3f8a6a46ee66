// SPDX-License-Identifier: Apache-2.0
package org.aiperf.report;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.aiperf.history.EpochFinished;
import org.aiperf.history.History;
import org.aiperf.history.TrialEnded;
import org.aiperf.history.TrialHistory;

/**
 * Where the time of the slots went: of each driver, from its first trial's start to its last record, once for each
 * slot that it used. The parts add up to the whole.
 *
 * @param whole time of all slots
 * @param training in training steps
 * @param data waiting for images
 * @param evaluation in validation
 * @param overhead in trials besides these: set-up, saving, epochs that did not end
 * @param idle in no trial: waiting for a search or for the next round, and the end of the run
 */
public record TimeBudget(
        Duration whole, Duration training, Duration data, Duration evaluation, Duration overhead, Duration idle) {

    static TimeBudget of(History history, Instant now) {
        long whole = 0;
        long busy = 0;
        for (int i = 0; i < history.attempts().size(); i++) {
            long from = history.attempts().get(i).time();
            boolean latest = i + 1 == history.attempts().size();
            long until = latest ? Long.MAX_VALUE : history.attempts().get(i + 1).time();
            List<TrialHistory> trials = history.trials().stream()
                    .filter(trial ->
                            trial.start().time() >= from && trial.start().time() < until)
                    .toList();
            long begin = trials.stream()
                    .mapToLong(trial -> trial.start().time())
                    .min()
                    .orElse(0);
            long last =
                    trials.stream().mapToLong(trial -> last(trial, until)).max().orElse(0);
            long end =
                    latest && history.stop().isEmpty() && !trials.isEmpty() ? Math.max(last, now.toEpochMilli()) : last;
            long slots = trials.stream()
                    .map(trial -> trial.start().slot())
                    .distinct()
                    .count();
            whole += slots * (end - begin);
            for (TrialHistory trial : trials) {
                busy += end(trial, until, end) - trial.start().time();
            }
        }
        List<EpochFinished> epochs = history.trials().stream()
                .flatMap(trial -> trial.epochs().stream())
                .toList();
        long training = epochs.stream().mapToLong(EpochFinished::trainMillis).sum();
        long data = epochs.stream().mapToLong(EpochFinished::dataMillis).sum();
        long evaluation =
                epochs.stream().mapToLong(EpochFinished::evaluateMillis).sum();
        return new TimeBudget(
                Duration.ofMillis(whole),
                Duration.ofMillis(training),
                Duration.ofMillis(data),
                Duration.ofMillis(evaluation),
                Duration.ofMillis(Math.max(busy - training - data - evaluation, 0)),
                Duration.ofMillis(Math.max(whole - busy, 0)));
    }

    /** Share of the slots' time in which they had a trial, from 0 to 1. */
    public double use() {
        return 1 - share(idle);
    }

    /** Share of one part in the whole, from 0 to 1. */
    public double share(Duration part) {
        return whole.isZero() ? 0 : (double) part.toMillis() / whole.toMillis();
    }

    private static long last(TrialHistory trial, long until) {
        long last = trial.start().time();
        for (EpochFinished epoch : trial.epochs()) {
            last = Math.max(last, epoch.time());
        }
        TrialEnded end = trial.end();
        return end != null && end.time() < until ? Math.max(last, end.time()) : last;
    }

    /** A trial that its driver did not see the end of was at work until the driver's last record. */
    private static long end(TrialHistory trial, long until, long last) {
        TrialEnded end = trial.end();
        return end != null && end.time() < until ? end.time() : last;
    }
}
