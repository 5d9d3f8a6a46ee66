// SPDX-License-Identifier: Apache-2.0
package org.aiperf.score;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.aiperf.unit.Definition;
import org.aiperf.unit.Operations;
import org.aiperf.unit.Rate;

/**
 * The score of a benchmark run at any time, from its epochs (spec section 1.1). Only whole epochs count, and the clock
 * moves only when an epoch ends, so that the score is a step function.
 *
 * @param epochs finished epochs; the score is that of those that it holds when it is asked
 * @param definition of operations
 */
public record Scoreboard(EpochLog epochs, Definition definition) {

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

    /** The score of all finished epochs: the live figure, and at the end of a run its result. */
    public Optional<ScorePoint> latest() {
        return epochs.size() == 0 ? Optional.empty() : point(epochs.size(), length());
    }

    /**
     * The score at every mark up to the first one behind the last epoch, which is the result. There is no point before
     * the first epoch has ended.
     */
    public List<ScorePoint> series(Marks marks) {
        List<ScorePoint> points = new ArrayList<>();
        if (latest().isPresent()) {
            int number = 0;
            Duration mark;
            do {
                mark = marks.mark(number++);
                at(mark).ifPresent(points::add);
            } while (mark.compareTo(length()) <= 0);
        }
        return List.copyOf(points);
    }

    /** The score at equal distances up to the last epoch's end: a line for people. */
    public List<ScorePoint> course(int points) {
        return IntStream.rangeClosed(1, epochs.size() == 0 ? 0 : points)
                .mapToObj(i -> at(Duration.ofMillis(length().toMillis() * i / points + 1)))
                .flatMap(Optional::stream)
                .toList();
    }

    /**
     * How evenly the run worked: its rate in equal windows from the start to the last epoch; empty while there is no
     * score.
     *
     * @param windows how many windows, at least 2
     */
    public Optional<RateSpread> spread(int windows) {
        return latest().map(point -> RateSpread.of(epochs.rates(definition, windows)));
    }

    /**
     * The rate in equal windows from the start to the last epoch, as {@link RateSpread} sees them; none while there is no
     * score.
     */
    public List<Rate> rates(int windows) {
        return latest().stream()
                .flatMapToDouble(point -> Arrays.stream(epochs.rates(definition, windows)))
                .mapToObj(Rate::new)
                .toList();
    }

    private Duration length() {
        return Duration.ofMillis(epochs.elapsed(epochs.size() - 1));
    }

    /** The point of the first epochs, shown at a mark. */
    private Optional<ScorePoint> point(int count, Duration mark) {
        Duration elapsed = Duration.ofMillis(count == 0 ? 0 : epochs.elapsed(count - 1));
        return elapsed.isZero()
                ? Optional.empty()
                : Optional.of(new ScorePoint(
                        mark, elapsed, new Operations(epochs.done(definition, count)), epochs.best(count)));
    }
}
