// SPDX-License-Identifier: Apache-2.0
package org.aiperf.simulation;

import java.time.Duration;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.aiperf.history.History;
import org.aiperf.history.TrialHistory;
import org.aiperf.trial.EpochBudget;
import org.aiperf.unit.Definition;
import org.aiperf.unit.Rate;

/** How long the trials of a simulated cluster train. */
@FunctionalInterface
public interface TrialTimes {

    /**
     * What one trial takes.
     *
     * @param epochs their number
     * @param epoch time of each, with its validation
     */
    record Time(int epochs, Duration epoch) {}

    /** The time of a trial of a round. */
    Time draw(int round, RandomGenerator random);

    /**
     * Epochs of about one length.
     *
     * @param mean average time of an epoch
     * @param spread greatest deviation of a trial from it, as a share of it
     */
    static TrialTimes around(EpochBudget budget, Duration mean, double spread) {
        return (round, random) -> new Time(budget.epochs(round), Duration.ofNanos((long)
                (mean.toNanos() * (1 + spread * (2 * random.nextDouble() - 1)))));
    }

    /**
     * Those of trials that a run has recorded, drawn at random.
     *
     * @throws IllegalArgumentException if none has finished an epoch
     */
    static TrialTimes recorded(History history) {
        List<Time> times = trained(history).map(TrialTimes::of).toList();
        if (times.isEmpty()) {
            throw new IllegalArgumentException(
                    "No trial of this run has finished an epoch, so nothing tells how long one takes");
        }
        return (round, random) -> times.get(random.nextInt(times.size()));
    }

    /** Operations of these trials by the second of their training and validating. */
    static Rate rate(History history) {
        double operations = trained(history)
                .mapToDouble(trial -> trial.operations(Definition.FIXED).count())
                .sum();
        return new Rate(
                operations / (trained(history).mapToLong(TrialTimes::millis).sum() / 1e3));
    }

    private static Stream<TrialHistory> trained(History history) {
        return history.trials().stream()
                .filter(trial -> trial.end() != null && !trial.epochs().isEmpty());
    }

    private static Time of(TrialHistory trial) {
        int epochs = trial.epochs().size();
        return new Time(epochs, Duration.ofMillis(Math.max(millis(trial) / epochs, 1)));
    }

    private static long millis(TrialHistory trial) {
        return trial.epochs().stream()
                .mapToLong(epoch -> epoch.time() - epoch.start())
                .sum();
    }
}
