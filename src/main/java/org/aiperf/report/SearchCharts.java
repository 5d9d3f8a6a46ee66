// SPDX-License-Identifier: Apache-2.0
package org.aiperf.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.aiperf.history.EpochFinished;
import org.aiperf.history.History;
import org.aiperf.history.TrialHistory;

/** How trials learn, whom they descend from, and what each kind of morph brought. */
final class SearchCharts {

    /** Trials whose learning curve is drawn: more would hide each other. */
    static final int CURVES = 100;

    /** Trials of the lineage: as many of the best as of all others, evenly picked; their ancestors come on top. */
    static final int MEMBERS = 600;

    private static final int MOST_EPOCHS = 100;

    private SearchCharts() {}

    static void write(ObjectNode root, History history) {
        List<TrialHistory> trained = history.trials().stream()
                .filter(trial -> !trial.epochs().isEmpty())
                .toList();
        List<TrialHistory> byAccuracy = trained.stream()
                .sorted(Comparator.comparingDouble(
                                (TrialHistory trial) -> trial.accuracy().orElse(0))
                        .reversed())
                .toList();
        curves(root.putArray("curves"), byAccuracy, history.best());
        ObjectNode lineage = root.putObject("lineage");
        lineage(
                lineage,
                shown(trained, byAccuracy),
                history.best().map(TrialHistory::ancestry).orElse(List.of()));
        lineage.put("all", history.trials().size());
        gains(root.putArray("gains"), MorphGain.of(trained));
    }

    private static void curves(ArrayNode curves, List<TrialHistory> byAccuracy, Optional<TrialHistory> best) {
        byAccuracy.stream().limit(CURVES).forEach(trial -> {
            ArrayNode points = curves.addObject()
                    .put("trial", trial.start().trial())
                    .put("best", best.filter(trial::equals).isPresent())
                    .putArray("points");
            for (EpochFinished epoch : ChartData.thinned(trial.epochs(), MOST_EPOCHS)) {
                ChartData.add(points.addArray().add(epoch.epoch()), 100 * epoch.validationAccuracy());
            }
        });
    }

    private static void lineage(ObjectNode node, List<TrialHistory> shown, List<TrialHistory> line) {
        Map<TrialHistory, Integer> places = new HashMap<>();
        ArrayNode members = node.putArray("members");
        ArrayNode links = node.putArray("links");
        for (TrialHistory trial : shown) {
            places.put(trial, places.size());
            ArrayNode cells = members.addArray().add(trial.start().sequence());
            ChartData.add(cells, 100 * trial.accuracy().orElse(Double.NaN));
            cells.add(trial.start().trial())
                    .add(String.join(" ", trial.start().morphs()))
                    .add(line.contains(trial) ? 1 : 0)
                    .add(trial.generation());
            trial.parent()
                    .map(places::get)
                    .ifPresent(parent -> links.addArray().add(parent).add(places.get(trial)));
        }
    }

    /** With all ancestors of those that are shown, as far as they have an accuracy, in the order of their begin. */
    private static List<TrialHistory> shown(List<TrialHistory> trained, List<TrialHistory> byAccuracy) {
        Set<TrialHistory> wanted = new HashSet<>();
        Stream.concat(byAccuracy.stream().limit(MEMBERS / 2), ChartData.thinned(trained, MEMBERS / 2).stream())
                .forEach(trial -> wanted.addAll(trial.ancestry()));
        return trained.stream().filter(wanted::contains).toList();
    }

    private static void gains(ArrayNode gains, List<MorphGain> all) {
        for (MorphGain gain : all) {
            ArrayNode box = gains.addObject()
                    .put("kind", gain.kind())
                    .put("trials", gain.trials())
                    .put("improved", gain.improved())
                    .putArray("box");
            for (double value : new double[] {gain.p5(), gain.p25(), gain.median(), gain.p75(), gain.p95()}) {
                ChartData.add(box, 100 * value);
            }
        }
    }
}
