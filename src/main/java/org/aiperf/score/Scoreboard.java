// SPDX-License-Identifier: Apache-2.0
package org.aiperf.score;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.aiperf.unit.Definition;
import org.aiperf.unit.Operations;
import org.aiperf.unit.Rate;

/**
 * The score of a benchmark run at any time, from its epochs (method section 1.1). Only whole epochs count. By {@code fixed}
 * their operations are divided by the time that has passed, idle or not, up to the end of the window; by {@code v1}, as
 * the reference does, by the time to the end of the last epoch, so that the score is a step function.
 *
 * @param epochs finished epochs; the score is that of those that it holds when it is asked
 * @param definition of operations
 * @param end of the window: the end of the run, or now while it goes on
 */
public record Scoreboard(EpochLog epochs, Definition definition, Instant end) {

    /** When the clock started: the earliest set-up of a training; empty if there was none. */
    public Optional<Instant> start() {
        return epochs.begin() == Long.MAX_VALUE ? Optional.empty() : Optional.of(Instant.ofEpochMilli(epochs.begin()));
    }

    /**
     * The score at a time after the start, from the epochs that ended strictly before it; empty while there are none,
     * or none that took any time.
     */
    public Optional<ScorePoint> at(Duration mark) {
        return point(epochs.before(mark.plusNanos(999_999).toMillis()), mark);
    }

    /** From the start to the end of the window, or of the last epoch if that is later; none before the start. */
    public Duration window() {
        Duration named = start().map(start -> Duration.between(start, end)).orElse(Duration.ZERO);
        Duration last = epochs.size() == 0 ? Duration.ZERO : lastEpoch();
        return named.compareTo(last) > 0 ? named : last;
    }

    /** The score of all finished epochs: the live figure, and at the end of a run its result. */
    public Optional<ScorePoint> latest() {
        return epochs.size() == 0 ? Optional.empty() : point(epochs.size(), length());
    }

    /** The time from the start to the end of the first epoch whose accuracy was above some share; empty if none was. */
    public Optional<Duration> reached(double accuracy) {
        OptionalInt place = epochs.firstAbove(accuracy);
        return place.isEmpty() ? Optional.empty() : Optional.of(Duration.ofMillis(epochs.elapsed(place.getAsInt())));
    }

    /**
     * The score at every mark up to the end: by {@code fixed} that of the window, by {@code v1} the first mark behind the
     * last epoch. There is no point before the first epoch has ended.
     */
    public List<ScorePoint> series(Marks marks) {
        List<ScorePoint> points = new ArrayList<>();
        Optional<ScorePoint> latest = latest();
        if (latest.isPresent()) {
            int number = 0;
            Duration mark = marks.mark(number);
            while (mark.compareTo(length()) <= 0) {
                at(mark).ifPresent(points::add);
                mark = marks.mark(++number);
            }
            if (definition == Definition.V1) {
                at(mark).ifPresent(points::add);
            } else if (points.isEmpty() || points.get(points.size() - 1).mark().compareTo(length()) < 0) {
                points.add(latest.get());
            }
        }
        return List.copyOf(points);
    }

    /** The score at equal distances up to the end: a line for people. */
    public List<ScorePoint> course(int points) {
        return IntStream.rangeClosed(1, epochs.size() == 0 ? 0 : points)
                .mapToObj(i -> at(Duration.ofMillis(length().toMillis() * i / points + 1)))
                .flatMap(Optional::stream)
                .toList();
    }

    /**
     * How evenly the run worked: its rate in equal parts of the time that its score is divided by; empty while there is no
     * score.
     *
     * @param windows how many parts, at least 2
     */
    public Optional<RateSpread> spread(int windows) {
        return latest().map(point -> RateSpread.of(epochs.rates(definition, windows, length())));
    }

    /**
     * The rate in equal parts of that time, as {@link RateSpread} sees them; none while there is no score.
     */
    public List<Rate> rates(int windows) {
        return latest().stream()
                .flatMapToDouble(point -> Arrays.stream(epochs.rates(definition, windows, length())))
                .mapToObj(Rate::new)
                .toList();
    }

    /** What operations are divided by at the end. */
    private Duration length() {
        return definition == Definition.V1 ? lastEpoch() : window();
    }

    private Duration lastEpoch() {
        return Duration.ofMillis(epochs.elapsed(epochs.size() - 1));
    }

    /** The point of the first epochs, shown at a mark. */
    private Optional<ScorePoint> point(int count, Duration mark) {
        if (count == 0) {
            return Optional.empty();
        }
        Duration elapsed = definition == Definition.V1
                ? Duration.ofMillis(epochs.elapsed(count - 1))
                : mark.compareTo(window()) < 0 ? mark : window();
        return elapsed.isZero()
                ? Optional.empty()
                : Optional.of(new ScorePoint(
                        mark, elapsed, new Operations(epochs.done(definition, count)), epochs.best(count)));
    }
}
