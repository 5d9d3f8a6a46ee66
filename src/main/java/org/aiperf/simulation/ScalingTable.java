// SPDX-License-Identifier: Apache-2.0
package org.aiperf.simulation;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.aiperf.ranking.LineChart;
import org.aiperf.ranking.Pages;
import org.aiperf.simulation.ClusterResult.Use;
import org.aiperf.unit.Rate;

/**
 * Simulated runs on several numbers of slots beside each other, as a table and as a page.
 *
 * @param results in the order of their slots, at least one
 * @param rate at which a slot trains
 * @param setting what was simulated, in one sentence
 */
public record ScalingTable(List<ClusterResult> results, Rate rate, String setting) {

    private static final List<Use> USES = List.of(Use.values());

    public ScalingTable {
        results = List.copyOf(results);
    }

    /** A line for each figure: what it is, and its value for each number of slots. */
    public List<List<String>> rows() {
        List<List<String>> rows = new ArrayList<>();
        rows.add(row("slots", result -> whole(result.slots())));
        rows.add(row("score", result -> result.score(rate).toString()));
        rows.add(row("efficiency", result -> percent(result.efficiency(results.get(0)))));
        for (Use use : USES) {
            rows.add(row("  " + use, result -> percent(result.share(use))));
        }
        rows.add(row("driver busy", result -> percent(result.driverBusy())));
        rows.add(row("longest wait for it", result -> seconds(result.longestWait())));
        rows.add(row(
                "its CPU a trial",
                result -> decimal("%.2f ms", result.driverCpu().toNanos() / 1e6)));
        rows.add(row("trials", result -> whole(result.trials())));
        rows.add(row("epochs", result -> whole(result.epochs())));
        rows.add(row("messages a second", result -> decimal("%.1f", result.messages())));
        rows.add(row("kB a second", result -> decimal("%.1f", result.bytes() / 1000)));
        rows.add(row("heap of the driver", result -> whole(result.heap() / 1_000_000) + " MB"));
        rows.add(row("time simulated", result -> hours(result.elapsed())));
        rows.add(row("CPU to simulate it", result -> seconds(result.computed())));
        return rows;
    }

    private interface Cell {
        String of(ClusterResult result);
    }

    private List<String> row(String name, Cell cell) {
        List<String> row = new ArrayList<>(List.of(name));
        results.forEach(result -> row.add(cell.of(result)));
        return row;
    }

    private static String whole(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    private static String decimal(String format, double number) {
        return String.format(Locale.ROOT, format, number);
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%.2f %%", 100 * share);
    }

    private static String seconds(Duration time) {
        return String.format(Locale.ROOT, time.toMillis() < 10_000 ? "%.3f s" : "%.1f s", time.toNanos() / 1e9);
    }

    private static String hours(Duration time) {
        return String.format(Locale.ROOT, "%.2f h", time.toMillis() / 3.6e6);
    }

    /** A page in UTF-8 that needs no network and no script. */
    public byte[] html() {
        Map<String, Object> page = new LinkedHashMap<>();
        page.put("setting", setting);
        page.put("chart", chart());
        page.put(
                "uses",
                USES.stream()
                        .map(use -> Map.of("name", use.toString(), "colour", USES.indexOf(use)))
                        .toList());
        page.put("bars", results.stream().map(ScalingTable::bar).toList());
        page.put("rows", rows());
        return Pages.render("simulation/scaling.peb", page);
    }

    private static Map<String, Object> bar(ClusterResult result) {
        List<Map<String, Object>> parts = new ArrayList<>();
        double begin = 0;
        for (Use use : USES) {
            double share = result.share(use);
            parts.add(Map.of(
                    "colour", USES.indexOf(use),
                    "begin", String.format(Locale.ROOT, "%.3f", 100 * begin),
                    "width", String.format(Locale.ROOT, "%.3f", 100 * share),
                    "words", percent(share) + " " + use));
            begin += share;
        }
        return Map.of("slots", whole(result.slots()), "parts", parts);
    }

    /** The numbers of slots stand at equal distances. */
    private LineChart chart() {
        return LineChart.ofShares(
                "Score of a slot, against the smallest cluster",
                results.stream().map(result -> whole(result.slots())).toList(),
                results.stream()
                        .map(result -> result.efficiency(results.get(0)))
                        .toList());
    }
}
