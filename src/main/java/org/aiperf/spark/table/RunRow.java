// SPDX-License-Identifier: Apache-2.0
package org.aiperf.spark.table;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.aiperf.history.Phase;
import org.aiperf.history.RunStarted;
import org.aiperf.report.DefinitionScore;
import org.aiperf.report.RunSummary;
import org.aiperf.report.TimeBudget;
import org.aiperf.score.RateSpread;
import org.aiperf.score.ScorePoint;
import org.aiperf.unit.Definition;
import org.aiperf.unit.Rate;
import org.jspecify.annotations.Nullable;

/** A run: its result and what it ran on. The figures are those of the run's report. */
public record RunRow(
        @Column("name of the run") String run,

        @Column("when its first driver was ready; a point in time, UTC")
        Instant start,

        @Column("drivers that ran it: 1 and one more for each resumption")
        int attempts,

        @Column("how it ended: complete, stopped, or open if no end is recorded")
        String ending,

        @Column("definition of operations that the settings chose for the score: fixed or v1")
        String definition,

        @Column(
                value =
                        "the score: operations of all finished epochs over scoredSeconds; null before the first epoch ends",
                unit = "operations/s")
        @Nullable Double score,

        @Column(value = "sample standard deviation of the rate over ten equal parts of its time", unit = "operations/s")
        @Nullable Double scoreDeviation,

        @Column(value = "score times -ln(error)", unit = "operations/s") @Nullable Double regulatedScore,

        @Column(value = "operations of all finished epochs", unit = "operations") @Nullable Double operations,

        @Column(
                value =
                        "from the first trial's set-up to the end of the run; to the end of the last epoch if the definition is v1",
                unit = "s")
        @Nullable Double scoredSeconds,

        @Column(
                value = "score by the definition fixed: nominal operations over the whole time of the run",
                unit = "operations/s")
        @Nullable Double fixedScore,

        @Column(value = "score by the definition v1: the reference's arithmetic", unit = "operations/s") @Nullable Double v1Score,

        @Column(value = "best validation accuracy", unit = "share, 0 to 1") @Nullable Double accuracy,

        @Column(value = "1 - accuracy", unit = "share, 0 to 1") @Nullable Double error,

        @Column("trial of the best accuracy") @Nullable String bestTrial,

        @Column("epoch of the best accuracy, from 1") @Nullable Integer bestEpoch,

        @Column("whether the score is a result by the rules of the benchmark")
        boolean valid,

        @Column("VALID, or NOT VALID with every reason") String verdict,

        @Column(value = "time in which drivers were at work", unit = "s")
        double runSeconds,

        @Column("trials that were begun") int trials,

        @Column("trials that ended by budget or stopping rule")
        int finished,

        @Column("trials that failed") int failed,

        @Column("trials that ended with the run or a driver")
        int cut,

        @Column("trials whose end is not recorded while the run is open")
        int running,

        @Column("slots that trained") int slots,

        @Column(value = "time of all slots, from each driver's first trial to its last record", unit = "s")
        double slotSeconds,

        @Column(value = "part of slotSeconds in training steps", unit = "s")
        double trainSeconds,

        @Column(value = "part of slotSeconds waiting for images", unit = "s")
        double dataSeconds,

        @Column(value = "part of slotSeconds in validation", unit = "s")
        double validationSeconds,

        @Column(value = "part of slotSeconds in trials besides these: set-up, saving, unfinished epochs", unit = "s")
        double overheadSeconds,

        @Column(value = "part of slotSeconds in no trial", unit = "s")
        double idleSeconds,

        @Column(value = "part of slotSeconds in trials", unit = "share, 0 to 1")
        double slotUse,

        @Column(
                value = "part of the searches' CPU time that was used while another trial trained",
                unit = "share, 0 to 1")
        double hiddenShare,

        @Column("seed of the run") long seed,

        @Column("what its latest driver found to train on; null if it did not say") @Nullable String data,

        @Column("what it ran on, as a JSON object: versions, machine, Spark master, backend")
        String system,

        @Column("all settings of the latest driver, as a JSON object")
        String settings) {

    static RunRow of(Recording recording) {
        RunSummary summary = recording.summary();
        RunStarted latest = recording.history().latestAttempt();
        DefinitionScore headline = summary.headline();
        Optional<ScorePoint> point = headline.point();
        TimeBudget time = summary.time();
        return new RunRow(
                summary.run(),
                summary.start(),
                summary.attempts(),
                summary.ending().state().name().toLowerCase(Locale.ROOT),
                headline.definition().toString(),
                point.map(p -> p.score().perSecond()).orElse(null),
                headline.spread()
                        .map(RateSpread::deviation)
                        .map(Rate::perSecond)
                        .orElse(null),
                point.map(p -> p.regulated().perSecond()).orElse(null),
                point.map(p -> p.total().count()).orElse(null),
                point.map(p -> seconds(p.elapsed())).orElse(null),
                score(summary, Definition.FIXED),
                score(summary, Definition.V1),
                summary.best().map(RunSummary.BestEpoch::accuracy).orElse(null),
                summary.best().map(best -> 1 - best.accuracy()).orElse(null),
                summary.best().map(RunSummary.BestEpoch::trial).orElse(null),
                summary.best().map(RunSummary.BestEpoch::epoch).orElse(null),
                summary.verdict().valid(),
                summary.verdict().toString(),
                seconds(summary.active()),
                recording.history().trials().size(),
                summary.trials().finished(),
                summary.trials().failed(),
                summary.trials().cut(),
                summary.trials().running(),
                summary.slots(),
                seconds(time.whole()),
                seconds(time.time(Phase.TRAINING)),
                seconds(time.time(Phase.DATA)),
                seconds(time.time(Phase.EVALUATION)),
                seconds(time.time(Phase.OVERHEAD).plus(time.time(Phase.UNFINISHED))),
                seconds(time.time(Phase.SEARCH).plus(time.time(Phase.IDLE))),
                time.use(),
                summary.hidden(),
                latest.settings().at("/aiperf/run/seed").asLong(),
                summary.data().orElse(null),
                json(latest.system()),
                latest.settings().toString());
    }

    private static @Nullable Double score(RunSummary summary, Definition definition) {
        DefinitionScore score = summary.headline().definition() == definition ? summary.headline() : summary.other();
        return score.point().map(point -> point.score().perSecond()).orElse(null);
    }

    static double seconds(Duration duration) {
        return duration.toNanos() / 1e9;
    }

    private static String json(Map<String, String> values) {
        ObjectNode object = new JsonMapper().createObjectNode();
        values.forEach(object::put);
        return object.toString();
    }
}
