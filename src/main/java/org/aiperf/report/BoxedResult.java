// SPDX-License-Identifier: Apache-2.0
package org.aiperf.report;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.aiperf.history.Phase;
import org.aiperf.score.ScorePoint;
import org.aiperf.unit.Definition;
import org.aiperf.unit.Rate;

/** The result of a run in a frame: the end of what the terminal shows. */
public final class BoxedResult {

    /** Deviations from a division that fit into the box. */
    private static final int SHOWN = 4;

    private BoxedResult() {}

    /**
     * The box, with a line end after its last line.
     *
     * @param report where the page of the run lies, if it was written
     */
    public static String text(RunSummary summary, Optional<String> report, Glyphs glyphs) {
        Box box = new Box(glyphs).heading("AIPerf result", summary.run());
        box.paragraph("", summary.subject().toString()).line();
        scores(box, summary);
        box.row(
                "Best accuracy",
                summary.best()
                        .map(best -> "%s (error %s) in trial %s, epoch %d"
                                .formatted(
                                        Wording.percent(best.accuracy()),
                                        Wording.error(best.accuracy()),
                                        best.trial(),
                                        best.epoch()))
                        .orElse("– (no epoch has finished)"));
        box.row(
                summary.goal().name(),
                summary.goal().time().map(Wording::duration).orElse("– (this accuracy was never passed)"));
        box.row(
                "Trials",
                "%d of %s done: %s"
                        .formatted(summary.trials().done(), Wording.count(summary.trialLimit()), summary.trials()));
        if (!summary.division().closed()) {
            box.row("Why open", open(summary));
        }
        summary.data().ifPresent(data -> box.row("Data", data));
        box.row("Training", Wording.line(summary.training()));
        box.row("Run time", time(summary));
        box.row("Ended", summary.ending().sentence());
        summary.headline()
                .point()
                .ifPresent(point -> box.row(
                        "Operations",
                        point.total() + " in " + Wording.duration(point.elapsed())
                                + " from the first set-up to the "
                                + (summary.headline().definition() == Definition.V1
                                        ? "last epoch's end"
                                        : "end of the run")));
        if (summary.slots() > 0) {
            box.row("Slot use", use(summary));
        }
        summary.idle().ifPresent(idle -> box.row("Between trials", idle.toString()));
        box.line();
        verdict(box, summary);
        return box.draw()
                + report.map(path -> "Report: " + path + "\n").orElse("")
                + summary.ending()
                        .resume()
                        .map(command -> "Go on with: " + command + "\n")
                        .orElse("");
    }

    /** All deviations are in the report. */
    private static String open(RunSummary summary) {
        List<String> deviations = summary.division().deviations();
        return "%s is missed by %s%s"
                .formatted(
                        summary.division().nearest(),
                        String.join(" ", deviations.subList(0, Math.min(SHOWN, deviations.size()))),
                        deviations.size() > SHOWN
                                ? " And %d more, listed in the report.".formatted(deviations.size() - SHOWN)
                                : "");
    }

    /** The score alone, then what says more of it, each with a word of explanation. */
    private static void scores(Box box, RunSummary summary) {
        DefinitionScore headline = summary.headline();
        DefinitionScore other = summary.other();
        box.row("Score", rate(headline, ScorePoint::score) + uncounted(headline));
        headline.spread()
                .ifPresent(spread -> box.row(
                        "  spread",
                        "± %s between %d parts of the run".formatted(spread.deviation(), spread.windows())));
        box.row(
                "  regulated",
                rate(headline, ScorePoint::regulated) + ": score x -ln(error), so that better networks count more");
        box.row(
                "  " + other.definition().label(),
                "%s: %s%s"
                        .formatted(
                                rate(other, ScorePoint::score),
                                other.definition().meaning(),
                                uncounted(other)));
    }

    private static String rate(DefinitionScore score, Function<ScorePoint, Rate> rate) {
        return score.point().map(rate).map(Rate::toString).orElse("–");
    }

    private static String uncounted(DefinitionScore score) {
        return score.uncounted() == 0
                ? ""
                : "; leaves out %s that it cannot count".formatted(Wording.count(score.uncounted(), "trial"));
    }

    private static String time(RunSummary summary) {
        String time = Wording.duration(summary.active());
        return summary.attempts() == 1 ? time : "%s in %d attempts".formatted(time, summary.attempts());
    }

    private static String use(RunSummary summary) {
        TimeBudget time = summary.time();
        return "%s of the time of %s; training %s, data %s, validation %s"
                .formatted(
                        Wording.share(time.use()),
                        Wording.count(summary.slots(), "slot"),
                        Wording.share(time.share(Phase.TRAINING)),
                        Wording.share(time.share(Phase.DATA)),
                        Wording.share(time.share(Phase.EVALUATION)));
    }

    private static void verdict(Box box, RunSummary summary) {
        if (summary.verdict().valid()) {
            box.paragraph("", "VALID");
        } else {
            box.paragraph("", "NOT VALID:");
            summary.verdict().reasons().forEach(reason -> box.paragraph("  • ", reason));
        }
    }
}
