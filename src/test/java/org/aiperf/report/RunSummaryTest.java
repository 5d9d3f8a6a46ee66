// SPDX-License-Identifier: Apache-2.0
package org.aiperf.report;

import static org.aiperf.history.Records.START;
import static org.aiperf.history.Records.ended;
import static org.aiperf.history.Records.epoch;
import static org.aiperf.history.Records.history;
import static org.aiperf.history.Records.settings;
import static org.aiperf.history.Records.started;
import static org.aiperf.history.Records.stopped;
import static org.aiperf.history.Records.trial;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.aiperf.config.Settings;
import org.aiperf.history.History;
import org.aiperf.history.Phase;
import org.aiperf.history.TrialEnded.State;
import org.aiperf.report.RunSummary.BestEpoch;
import org.aiperf.score.ScorePoint;
import org.aiperf.unit.Definition;
import org.junit.jupiter.api.Test;

class RunSummaryTest {

    private static final Settings SETTINGS =
            settings("run.trials=4", "score.first-mark=10 s", "score.mark-interval=10 s");

    /** Two slots from second 1 to 41: one trains without a pause, one fails, waits 4 seconds and is cut. */
    static final History FINISHED = history(
            started(0, "small", 1, SETTINGS),
            trial(1, "t0", 0, "driver/0", null),
            trial(1, "t1", 1, "driver/1", null),
            epoch(11, "t0", 1, 0.5),
            ended(13, "t1", State.FAILED, "The loss was not a number."),
            trial(17, "t2", 2, "driver/1", 4000L),
            epoch(21, "t0", 2, 0.75),
            ended(21, "t0", State.FINISHED, "Its budget was used up."),
            trial(21, "t3", 3, "driver/0", 0L),
            epoch(27, "t2", 1, 0.6),
            epoch(31, "t3", 1, 0.7),
            epoch(41, "t3", 2, 0.72),
            ended(41, "t3", State.FINISHED, "Its budget was used up."),
            ended(41, "t2", State.CUT, "The run reached its trials."),
            stopped(42, true));

    @Test
    void hasTheNumbersOfAHandCountedRun() {
        RunSummary summary = RunSummary.of(FINISHED, SETTINGS);

        assertThat(summary.run()).isEqualTo("small");
        assertThat(summary.start()).isEqualTo(START);
        assertThat(summary.active()).isEqualTo(Duration.ofSeconds(41));
        assertThat(summary.trials()).isEqualTo(new TrialCounts(0, 2, 1, 1));
        assertThat(summary.trials()).hasToString("2 finished, 1 failed, 1 cut");
        assertThat(summary.best()).contains(new BestEpoch("t0", 2, 0.75));
        assertThat(summary.slots()).isEqualTo(2);
        assertThat(summary.prepared()).isEqualTo(2);
        assertThat(summary.idle()).contains(new Times(2, Duration.ZERO, Duration.ofSeconds(4), Duration.ofSeconds(4)));
        assertThat(summary.search().orElseThrow().total()).isEqualTo(Duration.ofMillis(160));
        assertThat(summary.ending().state()).isEqualTo(RunSummary.Ending.State.COMPLETE);
    }

    @Test
    void scoresByBothDefinitions() {
        RunSummary summary = RunSummary.of(FINISHED, SETTINGS);

        ScorePoint fixed = summary.headline().point().orElseThrow();
        assertThat(summary.headline().definition()).isEqualTo(Definition.FIXED);
        assertThat(fixed.elapsed()).isEqualTo(Duration.ofSeconds(41));
        assertThat(fixed.total().count()).isEqualTo(5 * 3.5e9);
        assertThat(fixed.score().perSecond()).isEqualTo(5 * 3.5e9 / 41);
        assertThat(fixed.regulated().perSecond()).isCloseTo(5 * 3.5e9 / 41 * Math.log(4), within(1.0));
        assertThat(summary.other().definition()).isEqualTo(Definition.V1);
        assertThat(summary.other().point().orElseThrow().score().perSecond()).isEqualTo(5 * 5e9 / 40);
        assertThat(summary.headline().spread()).as("of five epochs").isEmpty();
        assertThat(RunSummary.of(FINISHED, settings("score.operations=v1")).headline())
                .isEqualTo(summary.other());
        assertThat(ScoreTable.of(FINISHED, SETTINGS, Definition.FIXED).points())
                .extracting(point -> point.mark().toSeconds() + " " + point.total())
                .containsExactly("20 3.500 Gop", "30 10.50 Gop", "40 14.00 Gop", "41 17.50 Gop");
    }

    @Test
    void accountsForTheTimeOfEverySlot() {
        TimeBudget time = RunSummary.of(FINISHED, SETTINGS).time();

        assertThat(time.whole()).isEqualTo(Duration.ofSeconds(80));
        assertThat(time)
                .isEqualTo(new TimeBudget(Map.of(
                        Phase.TRAINING, Duration.ofSeconds(30),
                        Phase.DATA, Duration.ofSeconds(5),
                        Phase.EVALUATION, Duration.ofSeconds(10),
                        Phase.OVERHEAD, Duration.ofSeconds(5),
                        Phase.UNFINISHED, Duration.ofSeconds(26),
                        Phase.SEARCH, Duration.ofSeconds(2),
                        Phase.IDLE, Duration.ofSeconds(2))));
        assertThat(time.use()).isCloseTo(0.95, within(1e-9));
    }

    @Test
    void judgesTheTimeInWhichDriversWereAtWork() {
        History resumed = history(
                started(0, "long", 1, SETTINGS),
                trial(0, "t0", 0, "driver/0", null),
                epoch(1800, "t0", 1, 0.9),
                started(20_000, "long", 2, SETTINGS),
                ended(20_000, "t0", State.CUT, "Its driver was killed."),
                trial(20_000, "t1", 1, "driver/0", null),
                epoch(21_799, "t1", 1, 0.9),
                stopped(21_799, false));

        RunSummary summary = RunSummary.of(resumed, SETTINGS);

        assertThat(summary.active()).isEqualTo(Duration.ofSeconds(3599));
        assertThat(summary.verdict().reasons())
                .containsExactly(
                        "The run lasted 59 min 59 s from its first set-up to its end; a valid run lasts at least 1 h.",
                        "The run did not end by itself; a valid run reaches its time or its number of trials.");
        assertThat(summary.time().whole()).isEqualTo(Duration.ofSeconds(3599));
        assertThat(summary.time().time(Phase.IDLE)).isZero();
        assertThat(summary.ending())
                .isEqualTo(new RunSummary.Ending(RunSummary.Ending.State.STOPPED, "The run was interrupted.", "long"));
    }

    @Test
    void countsARunningTrialUntilNow() {
        History live =
                history(started(0, "live", 1, SETTINGS), trial(0, "t0", 0, "driver/0", null), epoch(10, "t0", 1, 0.9));

        RunSummary summary = RunSummary.of(live, SETTINGS, START.plusSeconds(15));

        assertThat(summary.active()).isEqualTo(Duration.ofSeconds(15));
        assertThat(summary.trials()).isEqualTo(new TrialCounts(1, 0, 0, 0));
        assertThat(summary.time().time(Phase.UNFINISHED)).isEqualTo(Duration.ofSeconds(5));
        assertThat(summary.headline().point().orElseThrow().elapsed()).isEqualTo(Duration.ofSeconds(15));
        assertThat(summary.ending().state()).isEqualTo(RunSummary.Ending.State.OPEN);
    }

    @Test
    void hasNoScoreBeforeAnEpochEnds() {
        History begun = history(started(0, "begun", 1, SETTINGS), trial(1, "t0", 0, "driver/0", null));

        for (History history : new History[] {begun, history(started(0, "begun", 1, SETTINGS))}) {
            RunSummary summary = RunSummary.of(history, SETTINGS);

            assertThat(summary.headline().point()).isEmpty();
            assertThat(summary.best()).isEmpty();
            assertThat(summary.idle()).isEqualTo(Optional.empty());
            assertThat(summary.time().use()).isEqualTo(1);
            assertThat(summary.verdict().reasons()).contains("No epoch finished, so there is no score.");
        }
    }
}
