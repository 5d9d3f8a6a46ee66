// SPDX-License-Identifier: Apache-2.0
package org.aiperf.score;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.aiperf.unit.Operations;
import org.aiperf.unit.Rate;

/**
 * The score of a benchmark run at any time, from its training runs (spec section 1.1). Only whole epochs count, and
 * the clock moves only when an epoch ends, so that the score is a step function. Which definition of operations it is
 * the score of is up to the samples. Immutable.
 */
public final class Scoreboard {

    private final List<TrainingRun> runs;
    private final Instant start;
    private final List<ScorePoint> steps;

    public Scoreboard(List<TrainingRun> runs) {
        this.runs = List.copyOf(runs);
        this.start = runs.stream()
                .map(TrainingRun::start)
                .min(Comparator.naturalOrder())
                .orElse(Instant.MAX);
        this.steps = steps(
                start,
                runs.stream()
                        .flatMap(run -> run.epochs().stream())
                        .sorted(Comparator.comparing(EpochSample::end))
                        .toList());
    }

    /** When the clock started: the earliest set-up of a training; empty if there was none. */
    public Optional<Instant> start() {
        return runs.isEmpty() ? Optional.empty() : Optional.of(start);
    }

    /**
     * The score at a time after the start, from the epochs that ended strictly before it; empty while there are none,
     * or none that took any time.
     */
    public Optional<ScorePoint> at(Duration mark) {
        int count = 0;
        int end = steps.size();
        while (count < end) {
            int middle = (count + end) >>> 1;
            if (steps.get(middle).elapsed().compareTo(mark) < 0) {
                count = middle + 1;
            } else {
                end = middle;
            }
        }
        return count == 0 ? Optional.empty() : point(steps.get(count - 1), mark);
    }

    /** The score of all finished epochs: the live figure, and at the end of a run its result. */
    public Optional<ScorePoint> latest() {
        if (steps.isEmpty()) {
            return Optional.empty();
        }
        ScorePoint last = steps.get(steps.size() - 1);
        return point(last, last.elapsed());
    }

    /**
     * The score at every mark up to the first one behind the last epoch, which is the result. There is no point before
     * the first epoch has ended.
     */
    public List<ScorePoint> series(Marks marks) {
        List<ScorePoint> points = new ArrayList<>();
        Optional<ScorePoint> latest = latest();
        if (latest.isPresent()) {
            Duration end = latest.get().elapsed();
            int number = 0;
            Duration mark;
            do {
                mark = marks.mark(number++);
                at(mark).ifPresent(points::add);
            } while (mark.compareTo(end) <= 0);
        }
        return List.copyOf(points);
    }

    /**
     * How evenly the run worked: its rate in equal windows from the start to the last epoch; empty while there is no
     * score.
     *
     * @param windows how many windows, at least 2
     */
    public Optional<RateSpread> spread(int windows) {
        return latest().map(point -> RateSpread.of(runs, start, point.elapsed(), windows));
    }

    /**
     * The rate in equal windows from the start to the last epoch, as {@link RateSpread} sees them; none while there is no
     * score.
     */
    public List<Rate> rates(int windows) {
        return latest().stream()
                .flatMapToDouble(point -> Arrays.stream(RateSpread.rates(runs, start, point.elapsed(), windows)))
                .mapToObj(Rate::new)
                .toList();
    }

    /** The points of all epoch ends, in order; a mark shows the last one before it. */
    private static List<ScorePoint> steps(Instant start, List<EpochSample> epochs) {
        List<ScorePoint> result = new ArrayList<>(epochs.size());
        Operations total = Operations.NONE;
        double best = 0;
        for (EpochSample epoch : epochs) {
            total = total.plus(epoch.operations());
            best = Math.max(best, epoch.validationAccuracy());
            Duration elapsed = Duration.between(start, epoch.end());
            result.add(new ScorePoint(elapsed, elapsed, total, best));
        }
        return result;
    }

    private static Optional<ScorePoint> point(ScorePoint step, Duration mark) {
        return step.elapsed().isZero()
                ? Optional.empty()
                : Optional.of(new ScorePoint(mark, step.elapsed(), step.total(), step.bestAccuracy()));
    }
}
