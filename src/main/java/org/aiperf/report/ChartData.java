// SPDX-License-Identifier: Apache-2.0
package org.aiperf.report;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.aiperf.config.Settings;
import org.aiperf.history.EpochFinished;
import org.aiperf.history.History;
import org.aiperf.history.TrialHistory;
import org.aiperf.score.ScorePoint;
import org.aiperf.unit.Rate;

/** The numbers behind a page's charts, as JSON that may stand inside a script element. */
final class ChartData {

    /** Trials whose learning curve is drawn: more would hide each other. */
    static final int CURVES = 100;

    private static final ObjectMapper JSON = new ObjectMapper();

    private ChartData() {}

    /** One object without anything that could end the element it stands in. */
    static String json(History history, Settings settings, RunSummary summary) {
        List<ScoreTable> tables = List.of(
                ScoreTable.of(history, settings, summary.headline().name()),
                ScoreTable.of(history, settings, summary.other().name()));
        TimeUnit unit = TimeUnit.of(tables.get(0).points().stream()
                .map(ScorePoint::mark)
                .max(Comparator.naturalOrder())
                .orElse(Duration.ZERO));
        RateUnit rate = RateUnit.of(tables.stream()
                .flatMap(table -> table.points().stream())
                .map(ScorePoint::regulated)
                .max(Comparator.naturalOrder())
                .orElse(Rate.NONE));
        ObjectNode root = JSON.createObjectNode().put("time", unit.label).put("rate", rate.label());
        root.put("limit", 100 * (1 - settings.score().validity().accuracy()));
        ArrayNode definitions = root.putArray("definitions");
        for (ScoreTable table : tables) {
            ArrayNode points =
                    definitions.addObject().put("name", table.definition()).putArray("points");
            table.points().forEach(point -> points.addArray()
                    .add(unit.in(point.mark()))
                    .add(rate.in(point.score()))
                    .add(rate.in(point.regulated()))
                    .add(100 * point.error()));
        }
        curves(root.putArray("curves"), history, summary);
        return safe(root.toString());
    }

    private static void curves(ArrayNode curves, History history, RunSummary summary) {
        Optional<String> best = summary.best().map(RunSummary.BestEpoch::trial);
        history.trials().stream()
                .filter(trial -> !trial.epochs().isEmpty())
                .sorted(Comparator.comparingDouble(
                                (TrialHistory trial) -> trial.accuracy().orElse(0))
                        .reversed())
                .limit(CURVES)
                .forEach(trial -> {
                    String id = trial.start().trial();
                    ArrayNode points = curves.addObject()
                            .put("trial", id)
                            .put("best", best.filter(id::equals).isPresent())
                            .putArray("points");
                    for (EpochFinished epoch : trial.epochs()) {
                        points.addArray().add(epoch.epoch()).add(100 * epoch.validationAccuracy());
                    }
                });
    }

    /** In JSON, these characters occur in strings only, where an escape means the same. */
    private static String safe(String json) {
        return json.replace("<", "\\u003c")
                .replace(">", "\\u003e")
                .replace("&", "\\u0026")
                .replace("\u2028", "\\u2028")
                .replace("\u2029", "\\u2029");
    }

    /** Units of the time axis. */
    private enum TimeUnit {
        SECONDS("s", 1),
        MINUTES("min", 60),
        HOURS("h", 3600);

        private final String label;
        private final int seconds;

        TimeUnit(String label, int seconds) {
            this.label = label;
            this.seconds = seconds;
        }

        static TimeUnit of(Duration longest) {
            return longest.compareTo(Duration.ofMinutes(2)) < 0
                    ? SECONDS
                    : longest.compareTo(Duration.ofHours(2)) < 0 ? MINUTES : HOURS;
        }

        double in(Duration time) {
            return time.toMillis() / 1000.0 / seconds;
        }
    }

    /** Unit of the rate axis: that of its greatest value. */
    private record RateUnit(double divisor, String label) {

        static RateUnit of(Rate greatest) {
            String label = greatest.toString().replaceAll("^[^ ]* ", "");
            double divisor = 1;
            for (double rest = greatest.perSecond(); rest >= 999.95 && divisor < 1e21; rest /= 1000) {
                divisor *= 1000;
            }
            return new RateUnit(divisor, label);
        }

        double in(Rate rate) {
            return rate.perSecond() / divisor;
        }
    }
}
