// SPDX-License-Identifier: Apache-2.0
package org.aiperf.report;

import io.pebbletemplates.pebble.PebbleEngine;
import io.pebbletemplates.pebble.loader.ClasspathLoader;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.aiperf.config.Settings;
import org.aiperf.history.History;
import org.aiperf.score.ScorePoint;

/**
 * A run as one page that needs no network: result and verdict, score, regulated score and error over time, learning
 * curves, trials, settings and system. Whatever stands in the history is text on the page, never markup.
 */
public final class HtmlReport {

    /** Rows of the trial table, and of the table of marks: a browser shows as many without delay. */
    private static final int ROWS = 2000;

    private static final int MARKS = 200;

    private HtmlReport() {}

    /**
     * The page in UTF-8.
     *
     * @param now the time that a run which has not ended is shown at
     */
    public static byte[] render(History history, Settings settings, Instant now) {
        RunSummary summary = RunSummary.of(history, settings, now);
        StringWriter page = new StringWriter();
        try {
            new PebbleEngine.Builder()
                    .loader(new ClasspathLoader(HtmlReport.class.getClassLoader()))
                    .strictVariables(true)
                    .cacheActive(false)
                    .build()
                    .getTemplate("org/aiperf/report/report.peb")
                    .evaluate(page, view(history, settings, summary, now), Locale.ROOT);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot fill the report's template", e);
        }
        return page.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static Map<String, Object> view(History history, Settings settings, RunSummary summary, Instant now) {
        List<TrialRow> trials = TrialRow.of(history, settings, now);
        Map<String, Object> view = new LinkedHashMap<>();
        view.put("run", summary.run());
        view.put("start", Wording.instant(summary.start()));
        view.put("asOf", Wording.instant(Instant.ofEpochMilli(history.lastTime())));
        view.put("valid", summary.verdict().valid());
        view.put("reasons", summary.verdict().reasons());
        view.put("ending", summary.ending().sentence());
        view.put("scored", summary.headline().point().isPresent());
        view.put("scores", List.of(score(summary.headline()), score(summary.other())));
        view.put("facts", facts(summary));
        view.put("parts", parts(summary.time()));
        view.put("marks", marks(history, settings, summary));
        view.put("curves", ChartData.CURVES);
        view.put("trials", trials.subList(0, Math.min(trials.size(), ROWS)));
        view.put("predicted", TrialRow.anyPredicted(trials));
        view.put("hidden", Wording.count(Math.max(trials.size() - ROWS, 0)));
        view.put("settings", settings.entries());
        view.put("system", history.latestAttempt().system());
        view.put("validityAccuracy", Wording.percent(settings.score().validity().accuracy()));
        view.put(
                "validityDuration", Wording.duration(settings.score().validity().duration()));
        view.put(
                "validityPrecision",
                settings.score().validity().precision().name().toLowerCase(Locale.ROOT));
        view.put("charts", ChartData.json(history, settings, summary));
        view.put("library", ChartLibrary.script());
        return view;
    }

    private static Map<String, Object> score(DefinitionScore score) {
        Optional<ScorePoint> point = score.point();
        return Map.of(
                "name", score.name(),
                "meaning", score.meaning(),
                "score", point.map(each -> each.score().toString()).orElse("–"),
                "deviation",
                        score.spread().map(spread -> "± " + spread.deviation()).orElse(""),
                "regulated", point.map(each -> each.regulated().toString()).orElse("–"),
                "uncounted", score.uncounted() == 0 ? "" : Wording.count(score.uncounted(), "trial"));
    }

    private static Map<String, String> facts(RunSummary summary) {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put(
                "Best accuracy",
                summary.best()
                        .map(best -> "%s, trial %s, epoch %d"
                                .formatted(Wording.percent(best.accuracy()), best.trial(), best.epoch()))
                        .orElse("–"));
        facts.put(
                "Error",
                summary.best().map(best -> Wording.error(best.accuracy())).orElse("–"));
        facts.put(
                "Trials",
                "%d of %s done: %s"
                        .formatted(summary.trials().done(), Wording.count(summary.trialLimit()), summary.trials()));
        summary.data().ifPresent(data -> facts.put("Data", data));
        facts.put("Training", Wording.line(summary.training()));
        facts.put(
                "Run time",
                Wording.duration(summary.active())
                        + (summary.attempts() == 1 ? "" : " in %d attempts".formatted(summary.attempts())));
        summary.headline().point().ifPresent(point -> {
            facts.put("Score's clock", Wording.duration(point.elapsed()));
            facts.put("Operations", point.total().toString());
        });
        if (summary.slots() > 0) {
            facts.put(
                    "Slots",
                    summary.slots() + ", in use "
                            + Wording.percent(summary.time().use()) + " of their time");
        }
        summary.idle().ifPresent(idle -> facts.put("Between two trials", idle.toString()));
        summary.search()
                .ifPresent(search -> facts.put(
                        "CPU time of a search",
                        "%s; %d of %d networks found while another trial trained, which hid %s of the time"
                                .formatted(
                                        search,
                                        summary.prepared(),
                                        search.count(),
                                        Wording.percent(summary.hidden()))));
        return facts;
    }

    private static List<Map<String, String>> parts(TimeBudget time) {
        Map<String, Double> shares = new LinkedHashMap<>();
        shares.put("Training steps", time.share(time.training()));
        shares.put("Waiting for images", time.share(time.data()));
        shares.put("Validation", time.share(time.evaluation()));
        shares.put("Set-up, saving, unfinished epochs", time.share(time.overhead()));
        shares.put("No trial", time.share(time.idle()));
        return shares.entrySet().stream()
                .map(part -> Map.of(
                        "name", part.getKey(),
                        "percent", Wording.percent(part.getValue()),
                        "width", String.format(Locale.ROOT, "%.3f", 100 * part.getValue())))
                .toList();
    }

    /** The headline's marks, evenly thinned where there are too many to read; the last one is the result. */
    private static List<Map<String, String>> marks(History history, Settings settings, RunSummary summary) {
        List<ScorePoint> points =
                ScoreTable.of(history, settings, summary.headline().name()).points();
        int step = Math.max((points.size() + MARKS - 1) / MARKS, 1);
        return IntStream.range(0, points.size())
                .filter(i -> (points.size() - 1 - i) % step == 0)
                .mapToObj(points::get)
                .map(point -> Map.of(
                        "mark", Wording.clock(point.mark()),
                        "error", Wording.error(point.bestAccuracy()),
                        "score", point.score().toString(),
                        "regulated", point.regulated().toString()))
                .toList();
    }
}
