// SPDX-License-Identifier: Apache-2.0
package org.aiperf.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.aiperf.config.Settings;
import org.aiperf.history.History;
import org.aiperf.score.ScorePoint;
import org.aiperf.score.Scoreboard;
import org.aiperf.unit.Rate;

/** Score, regulated score and error over time, and the rate in parts of the run. */
final class ScoreCharts {

    /** Points of a line, at equal distances: a short run has few marks. */
    private static final int POINTS = 240;

    /** Parts of the run in the chart of its rate. */
    private static final int WINDOWS = 60;

    private ScoreCharts() {}

    static void write(ObjectNode root, History history, Settings settings, RunSummary summary, Instant now) {
        List<Scoreboard> boards = Stream.of(summary.headline(), summary.other())
                .map(score -> history.scoreboard(score.definition(), now))
                .toList();
        List<List<ScorePoint>> courses =
                boards.stream().map(board -> board.course(POINTS)).toList();
        TimeUnit unit = TimeUnit.of(boards.get(0).window());
        List<Rate> rates = boards.get(0).rates(WINDOWS);
        RateUnit rate = RateUnit.of(Stream.concat(
                        rates.stream(), courses.stream().flatMap(List::stream).map(ScorePoint::regulated))
                .max(Comparator.naturalOrder())
                .orElse(Rate.NONE));
        root.put("time", unit.label()).put("rate", rate.label());
        root.put("limit", 100 * (1 - settings.score().validity().accuracy()));
        ArrayNode definitions = root.putArray("definitions");
        for (int i = 0; i < boards.size(); i++) {
            ArrayNode points = definitions
                    .addObject()
                    .put("name", boards.get(i).definition().label())
                    .putArray("points");
            for (ScorePoint point : courses.get(i)) {
                ArrayNode cells = points.addArray();
                ChartData.add(cells, unit.in(point.mark()));
                ChartData.add(cells, rate.in(point.score()));
                ChartData.add(cells, rate.in(point.regulated()));
                ChartData.add(cells, 100 * point.error());
            }
        }
        spread(root.putObject("spread"), summary, rates, unit, rate);
    }

    private static void spread(
            ObjectNode node, RunSummary summary, List<Rate> rates, TimeUnit unit, RateUnit rateUnit) {
        ArrayNode points = node.putArray("points");
        summary.headline().point().ifPresent(point -> {
            double width = unit.in(point.elapsed()) / WINDOWS;
            for (int i = 0; i < rates.size(); i++) {
                ArrayNode cells = points.addArray();
                ChartData.add(cells, i * width);
                ChartData.add(cells, rateUnit.in(rates.get(i)));
            }
            if (!rates.isEmpty()) {
                ArrayNode end = points.addArray();
                ChartData.add(end, WINDOWS * width);
                ChartData.add(end, rateUnit.in(rates.get(rates.size() - 1)));
            }
        });
        summary.headline().spread().ifPresent(spread -> node.put("mean", rateUnit.in(spread.mean()))
                .put("deviation", rateUnit.in(spread.deviation())));
    }
}
