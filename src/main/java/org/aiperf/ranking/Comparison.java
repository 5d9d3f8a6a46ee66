// SPDX-License-Identifier: Apache-2.0
package org.aiperf.ranking;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.aiperf.ranking.LineChart.Point;
import org.aiperf.report.TimeUnit;
import org.aiperf.report.Wording;
import org.aiperf.score.ScorePoint;
import org.aiperf.unit.Definition;
import org.aiperf.unit.Rate;
import org.jspecify.annotations.Nullable;

/**
 * Runs beside each other: a table, and their scores and errors over time in one frame.
 *
 * @param results of the runs by what to call them, in the order of the table
 */
public record Comparison(Map<String, Result> results) {

    private static final String NONE = "–";

    public Comparison {
        results = new LinkedHashMap<>(results);
    }

    /** What the table says, a list of cells for each run, the headings first. */
    public List<List<String>> table() {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of(
                "Run",
                "Score",
                "By reference",
                "Regulated",
                "Error",
                "Trials",
                "Failed",
                "Time",
                "Slots",
                "Devices",
                "Per device",
                "Verdict"));
        results.forEach((name, result) -> rows.add(row(name, result)));
        return rows;
    }

    private static List<String> row(String name, Result result) {
        Machines machines = result.machines();
        return List.of(
                name,
                rate(result.scores().get(Definition.FIXED)),
                rate(result.scores().get(Definition.V1)),
                rate(result.regulated().orElse(null)),
                result.course().isEmpty() ? NONE : Pages.percent(result.error()),
                Integer.toString(result.finished()),
                Integer.toString(result.failed()),
                Wording.clock(result.active()),
                Integer.toString(machines.slots()),
                machines.accelerators() > 0
                        ? "%d x %s".formatted(machines.accelerators(), named(machines.model(), "GPU"))
                        : "%d x %s".formatted(machines.nodes(), named(machines.model(), "CPU node")),
                result.course().isEmpty() ? NONE : new Rate(result.score().perSecond() / machines.units()).toString(),
                result.verdict().valid() ? "VALID" : "NOT VALID");
    }

    private static String named(String model, String otherwise) {
        return model.isEmpty() ? otherwise : model;
    }

    private static String rate(@Nullable Rate rate) {
        return rate == null ? NONE : rate.toString();
    }

    /** A page in UTF-8 that needs no network and no script. */
    public byte[] html() {
        List<List<String>> table = table();
        Map<String, Object> model = new LinkedHashMap<>();
        model.put(
                "names",
                results.entrySet().stream()
                        .map(each -> Map.of(
                                "name",
                                each.getKey(),
                                "subject",
                                each.getValue().subject()))
                        .toList());
        model.put("headings", table.get(0));
        model.put("rows", table.subList(1, table.size()));
        double divisor = results.values().stream()
                .flatMap(result -> result.course().stream())
                .mapToDouble(point -> point.score().perSecond())
                .max()
                .orElse(1);
        double unit = Math.pow(1000, Math.floor(Math.log10(Math.max(divisor, 1)) / 3));
        String label = new Rate(unit).toString().replaceAll("^[^ ]* ", "");
        TimeUnit time = TimeUnit.of(results.values().stream()
                .flatMap(result -> result.course().stream())
                .map(ScorePoint::mark)
                .max(Comparator.naturalOrder())
                .orElse(Duration.ZERO));
        model.put("time", time.label());
        model.put(
                "charts",
                List.of(
                        chart("Score, " + label, time, point -> point.score().perSecond() / unit),
                        chart("Error, %", time, point -> 100 * point.error())));
        return Pages.render("ranking/compare.peb", model);
    }

    private LineChart chart(String title, TimeUnit time, ToDoubleFunction<ScorePoint> value) {
        return LineChart.of(
                title,
                results.values().stream()
                        .map(result -> result.course().stream()
                                .map(point -> new Point(time.in(point.mark()), value.applyAsDouble(point)))
                                .toList())
                        .toList());
    }
}
