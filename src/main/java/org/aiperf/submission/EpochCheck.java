// SPDX-License-Identifier: Apache-2.0
package org.aiperf.submission;

import java.util.OptionalDouble;
import java.util.function.Consumer;
import org.aiperf.config.Settings;
import org.aiperf.history.EpochFinished;
import org.aiperf.history.History;
import org.aiperf.history.TrialEnded;
import org.aiperf.history.TrialHistory;

/**
 * Epochs are counted from one, stay within their budget, saw the same images as all others, and their accuracies are
 * whole images.
 */
record EpochCheck() implements Check {

    /** An accuracy is a quotient of two whole numbers; its rounding in double precision is far below this. */
    private static final double ROUNDING = 1e-6;

    @Override
    public void find(History history, Settings settings, Consumer<Violation> found) {
        long validated = history.trials().stream()
                .flatMap(trial -> trial.epochs().stream())
                .mapToLong(EpochFinished::imagesValidated)
                .findFirst()
                .orElse(0);
        for (TrialHistory trial : history.trials()) {
            int number = 0;
            for (EpochFinished epoch : trial.epochs()) {
                number++;
                String where = "trial %s, epoch %d".formatted(epoch.trial(), epoch.epoch());
                if (epoch.epoch() != number) {
                    found.accept(new Violation(where, "It is number %d of its trial".formatted(number)));
                }
                if (epoch.imagesValidated() != validated) {
                    found.accept(new Violation(
                            where,
                            "It validated %d images, the first epoch of the run %d"
                                    .formatted(epoch.imagesValidated(), validated)));
                }
                accuracy(epoch, where, found);
            }
            if (number > trial.start().epochs()) {
                found.accept(new Violation(
                        "trial " + trial.start().trial(),
                        "It has %d epochs, and its budget was %d"
                                .formatted(number, trial.start().epochs())));
            }
            end(trial, found);
        }
    }

    private static void accuracy(EpochFinished epoch, String where, Consumer<Violation> found) {
        double right = epoch.validationAccuracy() * epoch.imagesValidated();
        if (!(epoch.validationAccuracy() >= 0 && epoch.validationAccuracy() <= 1)
                || Math.abs(right - Math.rint(right)) > ROUNDING) {
            found.accept(new Violation(
                    where,
                    "No whole number of %d images gives an accuracy of %s"
                            .formatted(epoch.imagesValidated(), epoch.validationAccuracy())));
        }
    }

    private static void end(TrialHistory trial, Consumer<Violation> found) {
        TrialEnded end = trial.end();
        if (end == null) {
            return;
        }
        String where = "trial " + end.trial();
        OptionalDouble best = trial.accuracy();
        if (end.accuracy() == null ? best.isPresent() : best.isEmpty() || best.getAsDouble() != end.accuracy()) {
            found.accept(new Violation(
                    where,
                    "It is said to have reached an accuracy of %s; its epochs reached %s"
                            .formatted(end.accuracy(), best.isPresent() ? best.getAsDouble() : "none")));
        }
        if (end.state() == TrialEnded.State.FINISHED && trial.epochs().isEmpty()) {
            found.accept(new Violation(where, "It is said to have finished, and has no epoch"));
        }
    }
}
