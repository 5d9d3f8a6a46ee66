// SPDX-License-Identifier: Apache-2.0
package org.aiperf.ranking;

import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.aiperf.config.Settings;
import org.aiperf.history.History;
import org.aiperf.history.RecordedData;
import org.aiperf.report.DefinitionScore;
import org.aiperf.report.RunSummary;
import org.aiperf.score.ScorePoint;
import org.aiperf.score.Verdict;
import org.aiperf.unit.Definition;
import org.aiperf.unit.Rate;

/**
 * What a run came to and what it ran on, as far as one line of a table tells it.
 *
 * @param run name of the run
 * @param subject what it measured, in one line
 * @param definition how the run itself counts operations
 * @param scores operations per second by definition; a definition of which there is no score is missing
 * @param regulated the regulated score by the run's own definition
 * @param error share of validation images that the best epoch classified wrongly; 1 if none has finished
 * @param active time in which drivers were at work
 * @param finished trials that finished
 * @param failed trials that failed
 * @param verdict whether the run is a result
 * @param machines what it ran on
 * @param setting what was trained, when and by what
 * @param course score by the run's own definition, and error, over time
 */
public record Result(
        String run,
        String subject,
        Definition definition,
        Map<Definition, Rate> scores,
        Optional<Rate> regulated,
        double error,
        Duration active,
        int finished,
        int failed,
        Verdict verdict,
        Machines machines,
        Setting setting,
        List<ScorePoint> course) {

    /**
     * What was trained, when and by what, in words.
     *
     * @param data the data set
     * @param size of its images, such as {@code 224x224x3}; empty if nobody recorded it
     * @param precision arithmetic of the training
     * @param date on which the run began, UTC
     * @param software versions of AIPerf and of what trained
     */
    public record Setting(String data, String size, String precision, String date, String software) {

        static Setting of(History history, RunSummary summary) {
            RecordedData data = history.latestAttempt().data();
            return new Setting(
                    data == null ? summary.data().orElse("").replaceAll(",.*", "") : data.name(),
                    data == null ? "" : "%dx%dx%d".formatted(data.height(), data.width(), data.channels()),
                    summary.verdict().precision().name().toLowerCase(Locale.ROOT),
                    LocalDate.ofInstant(summary.start(), ZoneOffset.UTC).toString(),
                    "AIPerf %s; %s"
                            .formatted(
                                    history.latestAttempt().system().getOrDefault("aiperf", "?"),
                                    String.join("; ", summary.backends())));
        }
    }

    /** Points of a course: as many as a chart can show. */
    private static final int POINTS = 240;

    public Result {
        scores = Map.copyOf(scores);
        course = List.copyOf(course);
    }

    /** The result of a run. */
    public static Result of(History history, Settings settings) {
        RunSummary summary = RunSummary.of(history, settings);
        Map<Definition, Rate> scores = Stream.of(summary.headline(), summary.other())
                .filter(score -> score.point().isPresent())
                .collect(Collectors.toMap(
                        DefinitionScore::definition,
                        score -> score.point().orElseThrow().score()));
        return new Result(
                summary.run(),
                summary.subject().toString(),
                summary.headline().definition(),
                scores,
                summary.headline().point().map(ScorePoint::regulated),
                1 - summary.best().map(RunSummary.BestEpoch::accuracy).orElse(0.0),
                summary.active(),
                summary.trials().finished(),
                summary.trials().failed(),
                summary.verdict(),
                Machines.of(history),
                Setting.of(history, summary),
                history.scoreboard(summary.headline().definition()).course(POINTS));
    }

    /** The score by the run's own definition; 0 if no epoch has finished. */
    public Rate score() {
        return score(definition);
    }

    /** The score by a definition; 0 if there is none. */
    public Rate score(Definition by) {
        return scores.getOrDefault(by, Rate.NONE);
    }
}
