// SPDX-License-Identifier: Apache-2.0
package org.aiperf.live;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import org.aiperf.config.Settings;
import org.aiperf.device.GpuUse;
import org.aiperf.history.EpochFinished;
import org.aiperf.history.History;
import org.aiperf.history.TrialEnded;
import org.aiperf.history.TrialHistory;
import org.aiperf.history.TrialStarted;
import org.aiperf.history.UseCourse;
import org.aiperf.live.LiveView.EndedTrial;
import org.aiperf.live.LiveView.Moment;
import org.aiperf.live.LiveView.RunningTrial;
import org.aiperf.live.LiveView.UseMoment;
import org.aiperf.report.ProgressSnapshot;
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
    private final Lookout lookout;
    private final Supplier<Operations> work;
    private final IntSupplier slots;
    private final InstantSource clock;
    private @Nullable LiveView latest;

    /**
     * @param lookout shows everything that was recorded up to now
     * @param work operations up to now, with those of unfinished epochs, as far as they are known
     * @param slots trials that can run at once now
     */
    public LiveRun(
            Settings settings, Lookout lookout, Supplier<Operations> work, IntSupplier slots, InstantSource clock) {
        this.settings = settings;
        this.lookout = lookout;
        this.work = work;
        this.slots = slots;
        this.clock = clock;
    }

    /** The run as of now; empty before its driver has recorded anything. */
    public synchronized Optional<LiveView> view() {
        Instant now = clock.instant();
        LiveView known = latest;
        if (known == null || now.isAfter(Instant.ofEpochMilli(known.time()).plus(FRESH))) {
            Operations done = work.get();
            int free = slots.getAsInt();
            known = lookout.<Optional<LiveView>>look(
                            recorded -> recorded.attempts().isEmpty()
                                    ? Optional.empty()
                                    : Optional.of(look(recorded, now, done, free)))
                    .orElse(null);
            latest = known;
        }
        return Optional.ofNullable(known);
    }

    private LiveView look(History recorded, Instant now, Operations done, int free) {
        ProgressSnapshot progress = ProgressSnapshot.of(recorded, settings, now, done);
        Scoreboard board = recorded.scoreboard(settings.score().operations(), now);
        Optional<ScorePoint> point = board.latest();
        List<RunningTrial> running = recorded.open().stream()
                .filter(recorded::runs)
                .map(trial -> running(trial, now))
                .toList();
        return new LiveView(
                recorded.latestAttempt().run(),
                now.toEpochMilli(),
                recorded.stop().isPresent(),
                seconds(progress.elapsed()),
                progress.timeLeft().map(LiveRun::seconds).orElse(null),
                progress.fraction(),
                board.definition(),
                point.map(each -> each.score().perSecond()).orElse(0.0),
                point.map(each -> each.regulated().perSecond()).orElse(0.0),
                progress.rate().perSecond(),
                1 - progress.bestAccuracy().orElse(0),
                recorded.best().map(best -> best.start().trial()).orElse(""),
                free,
                (int) running.stream().map(RunningTrial::slot).distinct().count(),
                progress.trialsFinished(),
                progress.failed(),
                progress.trialsLimit(),
                running,
                recorded.mostAccurate().stream().map(LiveRun::ended).toList(),
                recorded.failures().stream().map(LiveRun::ended).toList(),
                recorded.use().parts().stream()
                        .map(part -> use(part, recorded.attempts().get(0).time()))
                        .toList(),
                board.course(MOMENTS).stream().map(LiveRun::moment).toList());
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

    private static EndedTrial ended(TrialHistory trial) {
        TrialStarted start = trial.start();
        TrialEnded end = trial.end();
        return new EndedTrial(
                start.trial(),
                start.slot(),
                start.parent(),
                start.network().layers(),
                start.network().parameters(),
                trial.epochs().size(),
                trial.epochs().isEmpty() ? null : (Double) trial.accuracy().orElse(0),
                end == null ? "" : end.reason());
    }

    private static UseMoment use(UseCourse.Part part, long begin) {
        GpuUse gpus = part.use().gpus();
        return new UseMoment(
                (part.to() - begin) / 1000.0,
                part.use().cpu(),
                part.use().memory(),
                gpus == null ? null : (Double) gpus.use(),
                gpus == null ? null : (Double) gpus.memory(),
                gpus == null ? null : gpus.watts());
    }

    private static Moment moment(ScorePoint point) {
        return new Moment(seconds(point.mark()), point.score().perSecond(), point.error());
    }

    private static double seconds(Duration duration) {
        return duration.toMillis() / 1000.0;
    }
}
