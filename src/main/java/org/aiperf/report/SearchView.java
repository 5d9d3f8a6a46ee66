// SPDX-License-Identifier: Apache-2.0
package org.aiperf.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import org.aiperf.history.History;
import org.aiperf.history.TrialHistory;

/** The best network's ancestors, and words about what the charts of the search leave out. */
final class SearchView {

    private SearchView() {}

    static Map<String, Object> of(History history, RunSummary summary) {
        List<TrialHistory> trained = history.trials().stream()
                .filter(trial -> !trial.epochs().isEmpty())
                .toList();
        Map<String, Object> view = new LinkedHashMap<>();
        List<MorphGain> gains = MorphGain.of(trained);
        view.put("gains", !gains.isEmpty());
        view.put("gainNote", MorphGain.note(gains));
        view.put("descent", descent(history));
        view.put("searchNote", searchNote(summary, trained.size()));
        view.put("lines", !Factor.varying(trained).isEmpty());
        view.put(
                "importance",
                trained.size() >= Importance.LEAST_TRIALS
                        && !Factor.varying(trained).isEmpty());
        view.put("factorNote", factorNote(trained));
        return view;
    }

    private static List<Map<String, String>> descent(History history) {
        return history.best().stream()
                .flatMap(best -> best.ancestry().stream())
                .map(trial -> Map.of(
                        "trial", trial.start().trial(),
                        "change",
                                trial.parent().isEmpty()
                                                && trial.start().morphs().isEmpty()
                                        ? "seed network"
                                        : String.join(" ", trial.start().morphs()),
                        "accuracy",
                                trial.accuracy().isPresent()
                                        ? Wording.percent(trial.accuracy().getAsDouble())
                                        : "–",
                        "gain", gain(trial.gain()),
                        "direction", trial.gain().orElse(0) < 0 ? "down" : "up"))
                .toList();
    }

    private static String gain(OptionalDouble gain) {
        return gain.isPresent() ? String.format(Locale.ROOT, "%+.2f", 100 * gain.getAsDouble()) : "";
    }

    private static String searchNote(RunSummary summary, int trained) {
        List<String> sentences = new ArrayList<>();
        if (trained > SearchCharts.MEMBERS) {
            sentences.add("Of %s, the lineage shows the %d best, %d evenly picked ones, and the ancestors of both."
                    .formatted(Wording.count(trained, "trial"), SearchCharts.MEMBERS / 2, SearchCharts.MEMBERS / 2));
        }
        if (trained > SearchCharts.CURVES) {
            sentences.add("Learning curves are those of the %d best trials.".formatted(SearchCharts.CURVES));
        }
        summary.search()
                .ifPresent(search -> sentences.add(
                        "CPU time of a search: %s; %s of it was used while another trial trained, and %d of %d networks were found so."
                                .formatted(
                                        search, Wording.share(summary.hidden()), summary.prepared(), search.count())));
        summary.idle().ifPresent(idle -> sentences.add("Time between two trials on a slot: %s.".formatted(idle)));
        return String.join(" ", sentences);
    }

    private static String factorNote(List<TrialHistory> trained) {
        if (trained.isEmpty()) {
            return "";
        }
        List<Factor> varying = Factor.varying(trained);
        List<String> fixed = Arrays.stream(Factor.values())
                .filter(factor -> !varying.contains(factor))
                .map(factor -> "%s %s".formatted(factor.label(), number(factor.of(trained.get(0)))))
                .toList();
        String few = trained.size() < Importance.LEAST_TRIALS
                ? "Importance is shown from %d trials on. ".formatted(Importance.LEAST_TRIALS)
                : "";
        String same = few + (fixed.isEmpty() ? "" : "The same in all trials: " + String.join(", ", fixed) + ". ");
        return trained.size() > FactorCharts.LINES
                ? same
                        + "Of %s, %d are drawn, evenly picked by accuracy."
                                .formatted(Wording.count(trained.size(), "trial"), FactorCharts.LINES)
                : same.strip();
    }

    private static String number(double value) {
        return value == Math.rint(value) ? Wording.count((long) value) : Double.toString(value);
    }
}
