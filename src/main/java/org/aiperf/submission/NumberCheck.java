// SPDX-License-Identifier: Apache-2.0
package org.aiperf.submission;

import java.util.function.Consumer;
import org.aiperf.config.Settings;
import org.aiperf.history.EpochFinished;
import org.aiperf.history.History;
import org.aiperf.history.TrialEnded;
import org.aiperf.history.TrialHistory;
import org.aiperf.history.TrialStarted;
import org.jspecify.annotations.Nullable;

/** Every number of a record lies in the range that its meaning gives it (method section 7.2). */
record NumberCheck() implements Check {

    /** Cross entropy of a network that is still finite; training ends long before. */
    private static final double GREATEST_LOSS = 1e6;

    @Override
    public void find(History history, Settings settings, Consumer<Violation> found) {
        for (TrialHistory trial : history.trials()) {
            start(trial.start(), found);
            for (EpochFinished epoch : trial.epochs()) {
                epoch(epoch, found);
            }
            if (trial.end() != null) {
                end(trial.end(), found);
            }
        }
    }

    /** Whether a trial can be trained with its hyperparameters. */
    static boolean trains(TrialStarted start) {
        return start.hyperparameters().batchSize() >= 1
                && start.hyperparameters().learningRate() > 0
                && start.hyperparameters().learningRate() <= 100;
    }

    private static void start(TrialStarted start, Consumer<Violation> found) {
        Range range = new Range("trial " + start.trial(), found);
        range.of("sequence", start.sequence(), 0, Integer.MAX_VALUE);
        range.of("round", start.round(), 0, Integer.MAX_VALUE);
        range.of("number of epochs", start.epochs(), 1, Integer.MAX_VALUE);
        range.of("batch size", start.hyperparameters().batchSize(), 1, 65536);
        range.of("dropout rate", start.hyperparameters().dropoutRate(), 0, 1);
        range.of("kernel size", start.hyperparameters().kernelSize(), 1, 11);
        range.of("learning rate", start.hyperparameters().learningRate(), Double.MIN_VALUE, 100);
        TrialStarted.SearchCost search = start.search();
        range.of("history size", search.historySize(), 0, Integer.MAX_VALUE);
        range.of("staleness", search.staleness(), 0, Integer.MAX_VALUE);
        range.of("CPU time of the search", search.cpuSeconds(), 0, 1e9);
        range.of("hidden share of the search", search.hiddenShare(), 0, 1);
        range.ofTime("idle time", search.idleMillis());
        range.ofTime("waiting time", search.waitedMillis());
        for (int gpu : start.gpus()) {
            range.of("GPU", gpu, 0, 1023);
        }
    }

    private static void epoch(EpochFinished epoch, Consumer<Violation> found) {
        Range range = new Range("trial %s, epoch %d".formatted(epoch.trial(), epoch.epoch()), found);
        range.of("number of images trained", (double) epoch.imagesTrained(), 1, 1e15);
        range.of("number of images validated", (double) epoch.imagesValidated(), 1, 1e15);
        range.of("training loss", epoch.loss(), 0, GREATEST_LOSS);
        range.of("validation loss", epoch.validationLoss(), 0, GREATEST_LOSS);
        range.of("training accuracy", epoch.trainAccuracy(), 0, 1);
        range.of("learning rate", epoch.learningRate(), 0, 100);
        range.ofTime("time for data", epoch.dataMillis());
        range.ofTime("time for training", epoch.trainMillis());
        range.ofTime("time for validation", epoch.evaluateMillis());
    }

    private static void end(TrialEnded end, Consumer<Violation> found) {
        Range range = new Range("trial " + end.trial(), found);
        if (end.predicted() != null) {
            range.of("predicted accuracy", end.predicted(), 0, 1);
        }
    }

    /** Where numbers stand. */
    private record Range(String where, Consumer<Violation> found) {

        void of(String name, double value, double least, double most) {
            if (!(value >= least && value <= most)) {
                found.accept(new Violation(
                        where, "Its %s is %s; it can be %s".formatted(name, shown(value), between(least, most))));
            }
        }

        void ofTime(String name, @Nullable Long millis) {
            if (millis != null && millis < 0) {
                found.accept(new Violation(where, "Its %s is %d ms; no time is less than 0".formatted(name, millis)));
            }
        }

        private static String between(double least, double most) {
            if (most >= Integer.MAX_VALUE) {
                return shown(least) + " or more";
            }
            return least == Double.MIN_VALUE
                    ? "above 0 and at most " + shown(most)
                    : "from %s to %s".formatted(shown(least), shown(most));
        }

        private static String shown(double value) {
            return value == Math.rint(value) && Math.abs(value) < 1e15
                    ? Long.toString((long) value)
                    : Double.toString(value);
        }
    }
}
