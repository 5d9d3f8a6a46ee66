// SPDX-License-Identifier: Apache-2.0
package org.aiperf.report;

import static org.aiperf.history.Records.epoch;
import static org.aiperf.history.Records.history;
import static org.aiperf.history.Records.settings;
import static org.aiperf.history.Records.started;
import static org.aiperf.history.Records.trial;
import static org.aiperf.history.SampleHistory.named;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.aiperf.history.History;
import org.aiperf.history.TrialHistory;
import org.junit.jupiter.api.Test;

class MorphGainTest {

    private static final History FAMILY = history(
            started(0, "family", 1, settings()),
            trial(0, "seed", 0, "driver/0", null),
            epoch(10, "seed", 1, 0.5),
            named(trial(11, "child", 1, "driver/0", 1L), "seed", "widen(3,8)"),
            epoch(21, "child", 1, 0.75),
            named(trial(22, "worse", 2, "driver/0", 1L), "child", "deepen(5,3)"),
            epoch(32, "worse", 1, 0.7),
            named(trial(33, "grandchild", 3, "driver/0", 1L), "child", "widen(5,8)"),
            epoch(43, "grandchild", 1, 0.8),
            named(trial(44, "unborn", 4, "driver/0", 1L), "grandchild", "widen(7,8)"));

    @Test
    void knowsTheLineOfDescentWithItsGains() {
        TrialHistory last = FAMILY.trial("grandchild");
        assertThat(last.ancestry())
                .extracting(trial -> trial.start().trial())
                .containsExactly("seed", "child", "grandchild");
        assertThat(last.generation()).isEqualTo(2);
        assertThat(last.gain().orElseThrow()).isCloseTo(0.05, within(1e-12));
        assertThat(FAMILY.trial("unborn").gain()).isEmpty();
        assertThat(FAMILY.trial("seed").gain()).isEmpty();
    }

    @Test
    void sumsUpWhatEachKindOfMorphBrought() {
        assertThat(MorphGain.of(FAMILY.trials()))
                .extracting(
                        MorphGain::kind,
                        MorphGain::trials,
                        MorphGain::improved,
                        gain -> Math.round(1000 * gain.median()))
                .containsExactly(tuple("widen", 2, 2, 150L), tuple("deepen", 1, 0, -50L));
        assertThat(MorphGain.note(MorphGain.of(FAMILY.trials())))
                .isEqualTo("Children that beat their parents: widen 2 of 2, deepen 0 of 1.");
        assertThat(MorphGain.note(List.of())).isEmpty();
    }
}
