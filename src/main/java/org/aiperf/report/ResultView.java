// SPDX-License-Identifier: Apache-2.0
package org.aiperf.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.aiperf.config.Division;
import org.aiperf.config.Settings;
import org.aiperf.history.History;
import org.aiperf.score.ScorePoint;

/** The result of a run for the head of its page, and the score at its marks. */
final class ResultView {

    /** Rows of the table of marks. */
    private static final int MARKS = 200;

    private ResultView() {}

    static Map<String, Object> of(
            History history, Settings settings, RunSummary summary, ScoreTable table, Hardware hardware) {
        List<ScorePoint> points = table.points();
        Map<String, Object> view = new LinkedHashMap<>();
        view.put("run", summary.run());
        view.put("start", Wording.instant(summary.start()));
        view.put("valid", summary.verdict().valid());
        view.put("reasons", summary.verdict().reasons());
        view.put("ending", summary.ending().sentence());
        view.put("resume", summary.ending().resume().orElse(""));
        view.put("subject", summary.subject().parts());
        view.put("division", summary.division().closed() ? summary.division().name() : Division.OPEN);
        view.put("nearest", summary.division().nearest());
        view.put("deviations", summary.division().deviations());
        view.put("scored", summary.headline().point().isPresent());
        view.put("headline", score(summary.headline()));
        view.put("other", score(summary.other()));
        view.put("details", details(summary));
        view.put("tiles", tiles(history, summary, hardware));
        view.put("marks", marks(points));
        view.put("markCount", Wording.count(points.size()));
        view.put("thinnedMarks", points.size() > MARKS);
        view.put("validityAccuracy", Wording.percent(settings.score().validity().accuracy()));
        view.put(
                "validityDuration", Wording.duration(settings.score().validity().duration()));
        view.put(
                "validityPrecision",
                settings.score().validity().precision().name().toLowerCase(Locale.ROOT));
        return view;
    }

    private static Map<String, String> score(DefinitionScore score) {
        String words = score.point().map(each -> each.score().toString()).orElse("– ");
        int space = words.indexOf(' ');
        return Map.of(
                "name", score.definition().label(),
                "meaning", score.definition().meaning(),
                "score", words,
                "value", words.substring(0, space),
                "unit", words.substring(space + 1));
    }

    /** What stands below the score: each figure with what it means. */
    private static List<Map<String, String>> details(RunSummary summary) {
        List<Map<String, String>> details = new ArrayList<>();
        DefinitionScore headline = summary.headline();
        headline.spread()
                .ifPresent(spread -> details.add(tile(
                        "Spread", "± " + spread.deviation(), "how much ten parts of the run differ in their rate")));
        headline.point()
                .ifPresent(point -> details.add(tile(
                        "Regulated", point.regulated().toString(), "score × –ln(error): better networks count more")));
        summary.other()
                .point()
                .ifPresent(point -> details.add(tile(
                        "Counted " + summary.other().definition().label(),
                        point.score().toString(),
                        summary.other().definition().meaning())));
        return details;
    }

    private static List<Map<String, String>> tiles(History history, RunSummary summary, Hardware hardware) {
        List<Map<String, String>> tiles = new ArrayList<>();
        summary.best()
                .ifPresent(best -> tiles.add(tile(
                        "Best accuracy",
                        Wording.percent(best.accuracy()),
                        "trial %s, epoch %d".formatted(best.trial(), best.epoch()))));
        summary.headline().point().ifPresent(point -> {
            tiles.add(tile("Error", Wording.error(point.bestAccuracy()), "validation"));
        });
        tiles.add(tile(
                summary.goal().name(),
                summary.goal().time().map(Wording::duration).orElse("–"),
                summary.goal().time().isPresent() ? "from the first set-up" : "accuracy was never passed"));
        tiles.add(tile(
                "Trials",
                "%s of %s".formatted(Wording.count(summary.trials().done()), Wording.count(summary.trialLimit())),
                summary.trials().toString()));
        tiles.add(tile(
                "Run time",
                Wording.duration(summary.active()),
                summary.attempts() == 1 ? "" : "in %d attempts".formatted(summary.attempts())));
        summary.headline()
                .point()
                .ifPresent(point -> tiles.add(
                        tile("Operations", point.total().toString(), "in " + Wording.duration(point.elapsed()))));
        if (summary.slots() > 0) {
            tiles.add(tile(
                    "Slots in use",
                    Wording.share(summary.time().use()),
                    "of the time of " + Wording.count(summary.slots(), "slot")));
        }
        Efficiency.ofPeak(summary, hardware)
                .ifPresent(share -> tiles.add(tile("Of peak", Wording.share(share), hardware.model())));
        tiles.add(tile(
                "Per watt",
                Power.of(history)
                        .flatMap(power -> Efficiency.perWatt(summary, power))
                        .map(rate -> rate + "/W")
                        .orElse("not measured"),
                Power.of(history)
                        .map(power -> "%,.0f W on average".formatted(power.total()))
                        .orElse("no energy counter")));
        return tiles;
    }

    private static Map<String, String> tile(String name, String value, String more) {
        return Map.of("name", name, "value", value, "more", more);
    }

    /** The headline's marks, evenly thinned where there are too many to read; the last one is the result. */
    private static List<Map<String, String>> marks(List<ScorePoint> points) {
        return ChartData.thinned(points, MARKS).stream()
                .map(point -> Map.of(
                        "mark", Wording.clock(point.mark()),
                        "error", Wording.error(point.bestAccuracy()),
                        "score", point.score().toString(),
                        "regulated", point.regulated().toString()))
                .toList();
    }
}
