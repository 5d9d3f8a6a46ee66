// SPDX-License-Identifier: Apache-2.0
package org.aiperf.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import org.aiperf.history.History;
import org.aiperf.history.TrialHistory;

/** What differed between trials, beside their accuracies. */
final class FactorCharts {

    /** Lines across the parallel axes, evenly picked from all trials by their accuracy. */
    static final int LINES = 400;

    /** Those of which ratios count, not differences: a wide range of them has a logarithmic axis. */
    private static final Set<Factor> LOGARITHMIC = Set.of(Factor.LEARNING_RATE, Factor.PARAMETERS);

    /** So many times its begin is the end of a wide range. */
    private static final double WIDE = 5;

    private FactorCharts() {}

    static void write(ObjectNode root, History history) {
        List<TrialHistory> trials = history.trials().stream()
                .filter(trial -> !trial.epochs().isEmpty())
                .sorted(Comparator.comparingDouble(trial -> trial.accuracy().orElse(0)))
                .toList();
        List<Factor> factors = Factor.varying(trials);
        ArrayNode axes = root.putArray("factors");
        for (Factor factor : factors) {
            double least = trials.stream().mapToDouble(factor::of).min().orElse(0);
            double greatest = trials.stream().mapToDouble(factor::of).max().orElse(0);
            axes.addObject()
                    .put("name", factor.label())
                    .put("wide", LOGARITHMIC.contains(factor) && greatest / least >= WIDE);
        }
        ArrayNode lines = root.putArray("lines");
        for (TrialHistory trial : ChartData.thinned(trials, LINES)) {
            ArrayNode line = lines.addArray();
            factors.forEach(factor -> ChartData.add(line, factor.of(trial)));
            ChartData.add(line, 100 * trial.accuracy().orElse(0));
        }
        ArrayNode importance = root.putArray("importance");
        for (Importance each : Importance.of(history)) {
            ArrayNode cells = importance.addArray().add(each.factor().label());
            ChartData.add(cells, 100 * each.share());
            ChartData.add(cells, each.correlation());
        }
    }
}
