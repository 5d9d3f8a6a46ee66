// SPDX-License-Identifier: Apache-2.0
package org.aiperf.report;

import io.pebbletemplates.pebble.PebbleEngine;
import io.pebbletemplates.pebble.loader.ClasspathLoader;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.aiperf.config.Settings;
import org.aiperf.history.History;

/**
 * A run as one page that needs no network: result and verdict, score over time, where the time went, how the search went,
 * the best network, operations, its place among published systems, the machines, data, settings and trials. Whatever
 * stands in the history is text on the page, never markup. The page has a bound in size whatever the run's length.
 */
public final class HtmlReport {

    private static final String FOLDER = "org/aiperf/report/";

    /** Rows of the trial table without a script, and on paper. */
    private static final int ROWS = 60;

    private HtmlReport() {}

    /**
     * The page in UTF-8.
     *
     * @param now the time that a run which has not ended is shown at
     */
    public static byte[] render(History history, Settings settings, Instant now) {
        StringWriter page = new StringWriter();
        try {
            new PebbleEngine.Builder()
                    .loader(new ClasspathLoader(HtmlReport.class.getClassLoader()))
                    .strictVariables(true)
                    .cacheActive(false)
                    .build()
                    .getTemplate(FOLDER + "report.peb")
                    .evaluate(page, view(history, settings, now), Locale.ROOT);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot fill the report's template", e);
        }
        return page.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static Map<String, Object> view(History history, Settings settings, Instant now) {
        RunSummary summary = RunSummary.of(history, settings, now);
        Timeline timeline = Timeline.of(history, now);
        Timeline drawn = timeline.thinned(TimeCharts.MOST_SLOTS, TimeCharts.MOST_SEGMENTS);
        ScoreTable table = ScoreTable.of(history, settings, summary.headline().definition());
        Hardware hardware = Hardware.of(history);
        Map<String, Object> view = new LinkedHashMap<>();
        view.put("css", resource("report.css"));
        view.put("script", resource("report.js"));
        view.put("library", ChartLibrary.script());
        view.put("charts", ChartData.json(history, settings, summary, timeline, drawn, now));
        view.put("asOf", Wording.instant(Instant.ofEpochMilli(history.lastTime())));
        view.putAll(ResultView.of(history, settings, summary, table, hardware));
        view.putAll(TimeView.of(summary, timeline, drawn));
        view.putAll(UseView.of(history));
        view.putAll(SearchView.of(history, summary));
        view.put("best", NetworkView.of(history));
        view.putAll(OperationsView.of(history, summary));
        view.putAll(RankingView.of(summary, hardware));
        view.putAll(SystemView.of(history, settings, summary));
        view.putAll(trials(history, settings, now));
        return view;
    }

    private static Map<String, Object> trials(History history, Settings settings, Instant now) {
        List<TrialRow> trials = TrialRow.of(
                history,
                settings,
                now,
                TrialCharts.notable(history).stream().limit(ROWS).toList());
        int total = history.trials().size();
        return Map.of(
                "trials",
                trials,
                "predicted",
                TrialRow.anyPredicted(trials),
                "total",
                Wording.count(total, "trial"),
                "printed",
                total > ROWS ? Wording.count(ROWS) : "",
                "held",
                total > TrialCharts.ROWS ? Wording.count(TrialCharts.ROWS) : "");
    }

    private static String resource(String name) {
        try (InputStream in =
                Objects.requireNonNull(HtmlReport.class.getClassLoader().getResourceAsStream(FOLDER + name), name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read a part of the report, " + name, e);
        }
    }
}
