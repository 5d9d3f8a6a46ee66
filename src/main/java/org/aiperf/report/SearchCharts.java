// SPDX-License-Identifier: Apache-2.0
package org.aiperf.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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

    static void write(ObjectNode root, History history, RunSummary summary, Lineage lineage) {
        Optional<String> best = summary.best().map(RunSummary.BestEpoch::trial);
        curves(root.putArray("curves"), history, best);
        lineage(root.putObject("lineage"), lineage, best);
        gains(root.putArray("gains"), lineage);
    }

    private static void curves(ArrayNode curves, History history, Optional<String> best) {
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
                    for (EpochFinished epoch : ChartData.thinned(trial.epochs(), MOST_EPOCHS)) {
                        ChartData.add(points.addArray().add(epoch.epoch()), 100 * epoch.validationAccuracy());
                    }
                });
    }

    private static void lineage(ObjectNode node, Lineage lineage, Optional<String> best) {
        Set<String> line = new LinkedHashSet<>();
        best.ifPresent(trial -> lineage.ancestry(trial).forEach(member -> line.add(member.trial())));
        List<Lineage.Member> shown = shown(lineage, line);
        Map<String, Integer> places = new HashMap<>();
        ArrayNode members = node.putArray("members");
        ArrayNode links = node.putArray("links");
        for (Lineage.Member member : shown) {
            places.put(member.trial(), places.size());
            ArrayNode cells = members.addArray().add(member.sequence());
            ChartData.add(cells, 100 * member.accuracy().orElse(Double.NaN));
            cells.add(member.trial())
                    .add(String.join(" ", member.morphs()))
                    .add(line.contains(member.trial()) ? 1 : 0)
                    .add(member.generation());
        }
        for (Lineage.Member member : shown) {
            Integer parent = member.parent() == null ? null : places.get(member.parent());
            if (parent != null) {
                links.addArray().add(parent).add(places.get(member.trial()));
            }
        }
        node.put("all", lineage.members().size());
    }

    /** With all ancestors of those that are shown, as far as they have an accuracy, in the order of their begin. */
    private static List<Lineage.Member> shown(Lineage lineage, Set<String> line) {
        List<Lineage.Member> all = lineage.members().stream()
                .filter(member -> member.accuracy().isPresent())
                .toList();
        Set<String> wanted = new LinkedHashSet<>(line);
        all.stream()
                .sorted(Comparator.comparingDouble(
                                (Lineage.Member member) -> member.accuracy().orElse(0))
                        .reversed())
                .limit(MEMBERS / 2)
                .forEach(member -> wanted.add(member.trial()));
        ChartData.thinned(all, MEMBERS / 2).forEach(member -> wanted.add(member.trial()));
        for (String trial : List.copyOf(wanted)) {
            lineage.ancestry(trial).forEach(member -> wanted.add(member.trial()));
        }
        return all.stream().filter(member -> wanted.contains(member.trial())).toList();
    }

    private static void gains(ArrayNode gains, Lineage lineage) {
        for (Lineage.Gain gain : lineage.gains()) {
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
