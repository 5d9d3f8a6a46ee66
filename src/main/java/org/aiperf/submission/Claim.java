// SPDX-License-Identifier: Apache-2.0
package org.aiperf.submission;

import java.util.List;
import org.aiperf.config.Settings;
import org.aiperf.history.History;
import org.aiperf.report.DefinitionScore;
import org.aiperf.report.RunSummary;
import org.aiperf.score.ScorePoint;
import org.aiperf.unit.Definition;

/**
 * What a submission says that its run reached.
 *
 * @param run name of the run
 * @param definition how operations are counted for the headline
 * @param score operations per second by that definition; 0 if no epoch finished
 * @param regulated the regulated score by it
 * @param scoreV1 operations per second by definition v1
 * @param accuracy best validation accuracy, from 0 to 1
 * @param trial the trial that reached it; empty if no epoch finished
 * @param activeMillis time in which drivers were at work
 * @param valid whether the run is a result
 * @param reasons everything that speaks against it
 */
public record Claim(
        String run,
        String definition,
        double score,
        double regulated,
        double scoreV1,
        double accuracy,
        String trial,
        long activeMillis,
        boolean valid,
        List<String> reasons) {

    public Claim {
        reasons = List.copyOf(reasons);
    }

    /** What a history amounts to: an honest claim. */
    public static Claim of(History history, Settings settings) {
        RunSummary summary = RunSummary.of(history, settings);
        DefinitionScore headline = summary.headline();
        DefinitionScore v1 = headline.definition() == Definition.V1 ? headline : summary.other();
        return new Claim(
                summary.run(),
                headline.definition().toString(),
                perSecond(headline),
                headline.point().map(point -> point.regulated().perSecond()).orElse(0.0),
                perSecond(v1),
                summary.best().map(RunSummary.BestEpoch::accuracy).orElse(0.0),
                summary.best().map(RunSummary.BestEpoch::trial).orElse(""),
                summary.active().toMillis(),
                summary.verdict().valid(),
                summary.verdict().reasons());
    }

    private static double perSecond(DefinitionScore score) {
        return score.point()
                .map(ScorePoint::score)
                .map(rate -> rate.perSecond())
                .orElse(0.0);
    }
}
