// SPDX-License-Identifier: Apache-2.0
package org.aiperf.score;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import org.aiperf.unit.Operations;
import org.aiperf.unit.Precision;
import org.junit.jupiter.api.Test;

class ValidityRulesTest {

    private static final Duration HOUR = Duration.ofHours(1);

    @Test
    void acceptsARunThatKeepsEveryRule() {
        assertThat(judge(ValidityRules.STANDARD, 0.7001, HOUR, Precision.BF16)).hasToString("VALID");
        assertThat(judge(ValidityRules.STANDARD, 0.7001, HOUR, Precision.FP16).valid())
                .isTrue();
    }

    @Test
    void namesEveryReasonWithItsValueAndBound() {
        Verdict verdict =
                judge(ValidityRules.STANDARD, 0.69999, Duration.ofSeconds(312).plusMillis(900), Precision.FP8);

        assertThat(verdict.valid()).isFalse();
        assertThat(verdict.reasons())
                .containsExactly(
                        "The best validation accuracy was 69.99 %; a valid run needs more than 70 %.",
                        "The run lasted 5 min 12 s from its first set-up to its end; a valid run lasts at least 1 h.",
                        "The training computed in FP8; a valid run computes in FP16 or finer.");
        assertThat(judge(ValidityRules.STANDARD, 0.70, HOUR, Precision.FP32).reasons())
                .containsExactly("The best validation accuracy was 70 %; a valid run needs more than 70 %.");
    }

    @Test
    void neverAcceptsLoosenedRules() {
        ValidityRules loose = new ValidityRules(0.055, Duration.ZERO, Precision.INT8);
        ValidityRules strict = new ValidityRules(0.9, Duration.ofMinutes(90), Precision.FP32);

        assertThat(judge(loose, 0.9, HOUR, Precision.FP32).reasons())
                .containsExactly(
                        "The rule for the accuracy was loosened to more than 5.50 %; the standard is more than 70 %.",
                        "The rule for the duration was loosened to at least 0 ms; the standard is at least 1 h.",
                        "The rule for the precision was loosened to INT8 or finer; the standard is FP16 or finer.");
        assertThat(judge(strict, 0.95, Duration.ofHours(2), Precision.FP64).valid())
                .isTrue();
        assertThat(judge(strict, 0.95, Duration.ofMinutes(89), Precision.FP64).reasons())
                .containsExactly(
                        "The run lasted 1 h 29 min from its first set-up to its end; a valid run lasts at least 1 h 30 min.");
    }

    @Test
    void refusesARunThatSomebodyEndedOrThatSawFewImages() {
        ScorePoint result = new ScorePoint(HOUR, HOUR, new Operations(1e15), 0.9);

        assertThat(ValidityRules.STANDARD
                        .judge(Optional.of(result), new Conduct(HOUR, false, 1), Precision.FP32)
                        .reasons())
                .containsExactly(
                        "The run did not end by itself; a valid run reaches its time or its number of trials.",
                        "The accuracy was measured on 1 validation image; a valid run measures it on all.");
    }

    @Test
    void saysThatThereIsNoScoreWithoutAnEpoch() {
        assertThat(ValidityRules.STANDARD.judge(Optional.empty(), new Conduct(HOUR, true, 0), Precision.FP32))
                .hasToString("NOT VALID: No epoch finished, so there is no score.");
    }

    private static Verdict judge(ValidityRules rules, double accuracy, Duration duration, Precision precision) {
        ScorePoint result = new ScorePoint(duration, duration, new Operations(1e15), accuracy);
        return rules.judge(Optional.of(result), new Conduct(duration, true, 0), precision);
    }
}
