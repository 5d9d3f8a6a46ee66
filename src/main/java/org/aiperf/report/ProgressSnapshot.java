// SPDX-License-Identifier: Apache-2.0
package org.aiperf.report;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import org.aiperf.config.Settings;
import org.aiperf.history.History;
import org.aiperf.history.TrialHistory;
import org.aiperf.score.ScorePoint;
import org.aiperf.score.Scoreboard;
import org.aiperf.unit.Operations;
import org.aiperf.unit.Rate;

/**
 * A running benchmark at one moment.
 *
 * @param elapsed since it began
 * @param trialsFinished trials that used their budget up or stopped by the rule
 * @param running trials that run
 * @param failed trials that failed
 * @param trialsLimit trials after which the run ends
 * @param bestAccuracy best validation accuracy so far, from 0 to 1
 * @param score operations per second of the finished epochs
 * @param rate operations per second with those of unfinished epochs, as far as they are known
 * @param timeLeft until the run ends, as far as it can be told
 */
public record ProgressSnapshot(
        Duration elapsed,
        int trialsFinished,
        int running,
        int failed,
        int trialsLimit,
        OptionalDouble bestAccuracy,
        Rate score,
        Rate rate,
        Optional<Duration> timeLeft) {

    /**
     * A moment of a run.
     *
     * @param work operations up to now, with those of unfinished epochs, as far as they are known
     */
    public static ProgressSnapshot of(History history, Settings settings, Instant now, Operations work) {
        Scoreboard board = history.scoreboard(settings.score().operations(), now);
        TrialCounts trials = TrialCounts.of(history);
        Duration active = history.activeTime(now);
        return new ProgressSnapshot(
                active,
                trials.finished(),
                trials.running(),
                trials.failed(),
                settings.run().trials(),
                history.best().map(TrialHistory::accuracy).orElse(OptionalDouble.empty()),
                board.latest().map(ScorePoint::score).orElse(Rate.NONE),
                rate(board, now, work),
                timeLeft(trials, active, settings));
    }

    /** Where nothing is known of unfinished epochs, the finished ones count. */
    private static Rate rate(Scoreboard board, Instant now, Operations work) {
        Operations finished = board.latest().map(ScorePoint::total).orElse(Operations.NONE);
        return board.start()
                .map(start -> Duration.between(start, now))
                .filter(elapsed -> elapsed.compareTo(Duration.ZERO) > 0)
                .map(elapsed -> (finished.compareTo(work) > 0 ? finished : work).per(elapsed))
                .orElse(Rate.NONE);
    }

    private static Optional<Duration> timeLeft(TrialCounts trials, Duration active, Settings settings) {
        int ended = trials.done();
        int missing = Math.max(settings.run().trials() - ended, 0);
        Stream<Duration> byTrials = ended == 0
                ? Stream.empty()
                : Stream.of(Duration.ofMillis(Math.round((double) active.toMillis() / ended * missing)));
        return Stream.concat(Stream.of(settings.run().duration().minus(active)), byTrials)
                .min(Duration::compareTo)
                .map(left -> left.isNegative() ? Duration.ZERO : left);
    }

    /** How much of the run is done, from 0 to 1: by trials or by time, whichever will end it first. */
    public double fraction() {
        double byTrials = (double) (trialsFinished + failed) / Math.max(trialsLimit, 1);
        double byTime = timeLeft.map(left -> (double) elapsed.toMillis()
                        / Math.max(elapsed.plus(left).toMillis(), 1))
                .orElse(0.0);
        return Math.min(Math.max(byTrials, byTime), 1);
    }
}
