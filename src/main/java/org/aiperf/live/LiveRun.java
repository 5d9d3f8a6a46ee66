// SPDX-License-Identifier: Apache-2.0
package org.aiperf.live;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import org.aiperf.config.Settings;
import org.aiperf.history.EpochFinished;
import org.aiperf.history.History;
import org.aiperf.history.TrialHistory;
import org.aiperf.history.TrialStarted;
import org.aiperf.live.LiveView.Moment;
import org.aiperf.live.LiveView.RunningTrial;
import org.aiperf.report.ProgressSnapshot;
import org.aiperf.report.RunSummary;
import org.aiperf.score.ScorePoint;
import org.aiperf.score.Scoreboard;
import org.aiperf.unit.Operations;
import org.jspecify.annotations.Nullable;

/**
 * Looks at a run while it goes on, at most once a second however many ask. Thread-safe.
 */
public final class LiveRun {

    private static final Duration FRESH = Duration.ofSeconds(1);
    private static final int MOMENTS = 120;

    private final Settings settings;
    private final Supplier<History> history;
    private final Supplier<Operations> work;
    private final IntSupplier slots;
    private final InstantSource clock;
    private @Nullable LiveView latest;

    /**
     * @param history everything that was recorded up to now
     * @param work operations up to now, with those of unfinished epochs, as far as they are known
     * @param slots trials that can run at once now
     */
    public LiveRun(
            Settings settings,
            Supplier<History> history,
            Supplier<Operations> work,
            IntSupplier slots,
            InstantSource clock) {
        this.settings = settings;
        this.history = history;
        this.work = work;
        this.slots = slots;
        this.clock = clock;
    }

    /** The run as of now; empty before its driver has recorded anything. */
    public synchronized Optional<LiveView> view() {
        Instant now = clock.instant();
        LiveView known = latest;
        if (known == null || now.isAfter(Instant.ofEpochMilli(known.time()).plus(FRESH))) {
            History recorded = history.get();
            known = recorded.attempts().isEmpty() ? null : look(recorded, now);
            latest = known;
        }
        return Optional.ofNullable(known);
    }

    private LiveView look(History recorded, Instant now) {
        ProgressSnapshot progress = ProgressSnapshot.of(recorded, settings, now, work.get());
        RunSummary summary = RunSummary.of(recorded, settings, now);
        Optional<ScorePoint> point = summary.headline().point();
        List<RunningTrial> running = running(recorded, now);
        return new LiveView(
                summary.run(),
                now.toEpochMilli(),
                recorded.stop().isPresent(),
                seconds(progress.elapsed()),
                progress.timeLeft().map(LiveRun::seconds).orElse(null),
                progress.fraction(),
                summary.headline().name(),
                point.map(each -> each.score().perSecond()).orElse(0.0),
                point.map(each -> each.regulated().perSecond()).orElse(0.0),
                progress.live().perSecond(),
                1 - summary.best().map(RunSummary.BestEpoch::accuracy).orElse(0.0),
                summary.best().map(RunSummary.BestEpoch::trial).orElse(""),
                slots.getAsInt(),
                (int) running.stream().map(RunningTrial::slot).distinct().count(),
                progress.trialsFinished(),
                progress.failed(),
                progress.trialsLimit(),
                running,
                course(recorded.scoreboard(summary.headline().name())));
    }

    /** Trials of the latest driver that have not ended: those of an earlier one have, whatever is recorded. */
    private static List<RunningTrial> running(History recorded, Instant now) {
        long begin = recorded.latestAttempt().time();
        if (recorded.stop().isPresent()) {
            return List.of();
        }
        return recorded.trials().stream()
                .filter(trial -> trial.end() == null && trial.start().time() >= begin)
                .sorted(Comparator.comparingLong(trial -> trial.start().time()))
                .map(trial -> running(trial, now))
                .toList();
    }

    private static RunningTrial running(TrialHistory trial, Instant now) {
        TrialStarted start = trial.start();
        return new RunningTrial(
                start.trial(),
                start.slot(),
                start.parent(),
                start.network().layers(),
                start.network().parameters(),
                seconds(Duration.between(Instant.ofEpochMilli(start.time()), now)),
                start.epochs(),
                trial.epochs().stream().map(EpochFinished::validationAccuracy).toList());
    }

    /** The score at equal distances from the first epoch's end to the last one's. */
    private static List<Moment> course(Scoreboard board) {
        List<Moment> course = new ArrayList<>();
        long end = board.latest().map(point -> point.elapsed().toMillis()).orElse(0L);
        for (int i = 1; i <= MOMENTS; i++) {
            Duration time = Duration.ofMillis(end * i / MOMENTS + 1);
            board.at(time)
                    .ifPresent(point ->
                            course.add(new Moment(seconds(time), point.score().perSecond(), point.error())));
        }
        return course;
    }

    private static double seconds(Duration duration) {
        return duration.toMillis() / 1000.0;
    }
}
