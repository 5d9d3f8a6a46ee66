// SPDX-License-Identifier: Apache-2.0
package org.aiperf.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.aiperf.history.TrialHistory;

/**
 * What trials gained over their parents by one kind of morph. A trial with morphs of several kinds counts for each of them.
 *
 * @param kind name of the kind
 * @param trials with that morph and a gain
 * @param improved those that beat their parent
 * @param p5 gain that 5 of 100 stay below
 * @param p25 that a quarter stays below
 * @param median the middle one
 * @param p75 that a quarter is above
 * @param p95 that 5 of 100 are above
 */
public record MorphGain(
        String kind, int trials, int improved, double p5, double p25, double median, double p75, double p95) {

    /** Gains by kind of morph, the kind with the greatest median first. */
    public static List<MorphGain> of(List<TrialHistory> trials) {
        Map<String, List<Double>> byKind = new TreeMap<>();
        for (TrialHistory trial : trials) {
            trial.gain().ifPresent(gain -> trial.start().morphs().stream()
                    .map(MorphGain::kind)
                    .distinct()
                    .forEach(kind -> byKind.computeIfAbsent(kind, each -> new ArrayList<>())
                            .add(gain)));
        }
        return byKind.entrySet().stream()
                .map(entry -> of(entry.getKey(), entry.getValue()))
                .sorted(Comparator.comparingDouble(MorphGain::median).reversed())
                .toList();
    }

    /** Which of the children beat their parents; what learns from this draws a kind that keeps failing less. */
    static String note(List<MorphGain> gains) {
        return gains.isEmpty()
                ? ""
                : gains.stream()
                        .map(gain -> "%s %d of %d".formatted(gain.kind(), gain.improved(), gain.trials()))
                        .collect(Collectors.joining(", ", "Children that beat their parents: ", "."));
    }

    /** The kind of a morph: its text names it before its arguments. */
    public static String kind(String morph) {
        int arguments = morph.indexOf('(');
        return arguments > 0 ? morph.substring(0, arguments) : morph;
    }

    private static MorphGain of(String kind, List<Double> gains) {
        double[] sorted =
                gains.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        return new MorphGain(
                kind,
                sorted.length,
                (int) gains.stream().filter(gain -> gain > 0).count(),
                Quantile.of(sorted, 0.05),
                Quantile.of(sorted, 0.25),
                Quantile.of(sorted, 0.5),
                Quantile.of(sorted, 0.75),
                Quantile.of(sorted, 0.95));
    }
}
