// SPDX-License-Identifier: Apache-2.0
package org.aiperf.score;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.aiperf.unit.Precision;

/**
 * What a run must reach for its score to be a result (method section 1.2).
 *
 * @param minimumAccuracy the best validation accuracy must be above this, from 0 to 1
 * @param minimumDuration the run must last at least this long, not negative
 * @param minimumPrecision the training's number format must not be below this
 */
public record ValidityRules(double minimumAccuracy, Duration minimumDuration, Precision minimumPrecision) {

    /** The rules of the benchmark. Looser ones may be used, but never give a valid run. */
    public static final ValidityRules STANDARD = new ValidityRules(0.70, Duration.ofHours(1), Precision.FP16);

    public ValidityRules {
        if (!(minimumAccuracy >= 0 && minimumAccuracy <= 1) || minimumDuration.isNegative()) {
            throw new IllegalArgumentException(
                    "Impossible validity rules: an accuracy above %s (0 to 1) and a duration of at least %s"
                            .formatted(minimumAccuracy, minimumDuration));
        }
    }

    /**
     * Judges a run and finds every reason against it.
     *
     * @param result the score of all finished epochs, empty if no epoch has finished
     * @param conduct how it was carried out
     * @param precision the number format of its training
     */
    public Verdict judge(Optional<ScorePoint> result, Conduct conduct, Precision precision) {
        List<String> reasons = new ArrayList<>();
        if (result.isEmpty()) {
            reasons.add("No epoch finished, so there is no score.");
        } else if (!(result.get().bestAccuracy() > minimumAccuracy)) {
            reasons.add("The best validation accuracy was %s; a valid run needs more than %s."
                    .formatted(Wording.percent(result.get().bestAccuracy()), Wording.percent(minimumAccuracy)));
        }
        if (conduct.window().compareTo(minimumDuration) < 0) {
            reasons.add("The run lasted %s from its first set-up to its end; a valid run lasts at least %s."
                    .formatted(Wording.duration(conduct.window()), Wording.duration(minimumDuration)));
        }
        if (!conduct.completed()) {
            reasons.add("The run did not end by itself; a valid run reaches its time or its number of trials.");
        }
        if (conduct.validationLimit() > 0) {
            reasons.add("The accuracy was measured on %,d validation image%s; a valid run measures it on all."
                    .formatted(conduct.validationLimit(), conduct.validationLimit() == 1 ? "" : "s"));
        }
        if (precision.below(minimumPrecision)) {
            reasons.add("The training computed in %s; a valid run computes in %s or finer."
                    .formatted(precision, minimumPrecision));
        }
        reasons.addAll(loosened());
        return new Verdict(reasons, precision);
    }

    private List<String> loosened() {
        List<String> reasons = new ArrayList<>();
        if (minimumAccuracy < STANDARD.minimumAccuracy) {
            reasons.add("The rule for the accuracy was loosened to more than %s; the standard is more than %s."
                    .formatted(Wording.percent(minimumAccuracy), Wording.percent(STANDARD.minimumAccuracy)));
        }
        if (minimumDuration.compareTo(STANDARD.minimumDuration) < 0) {
            reasons.add("The rule for the duration was loosened to at least %s; the standard is at least %s."
                    .formatted(Wording.duration(minimumDuration), Wording.duration(STANDARD.minimumDuration)));
        }
        if (minimumPrecision.below(STANDARD.minimumPrecision)) {
            reasons.add("The rule for the precision was loosened to %s or finer; the standard is %s or finer."
                    .formatted(minimumPrecision, STANDARD.minimumPrecision));
        }
        return reasons;
    }
}
