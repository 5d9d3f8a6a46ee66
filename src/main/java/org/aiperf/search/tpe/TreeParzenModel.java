// SPDX-License-Identifier: Apache-2.0
package org.aiperf.search.tpe;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * What a {@link TreeParzenEstimator} has learned. An outcome costs the logarithm of their number, and so does a proposal
 * with the few that count as good; only when others become good, or a trial is forgotten, all are looked at. What is
 * proposed follows from what is known alone, not from the order in which it was learned. Not thread-safe.
 */
public final class TreeParzenModel {

    private final TreeParzenEstimator estimator;
    private final NavigableMap<Integer, Outcome> outcomes = new TreeMap<>();

    /** Those with an objective, best first; of equals the earlier is the better. */
    private final TreeSet<Integer> finished = new TreeSet<>(
            Comparator.comparingDouble((Integer trial) -> -objective(trial)).thenComparing(Comparator.naturalOrder()));

    private SortedSet<Integer> good = new TreeSet<>();
    private List<Evidence> others;

    /** The last trial that is in the evidence or good. */
    private int last = Integer.MIN_VALUE;

    TreeParzenModel(TreeParzenEstimator estimator) {
        this.estimator = estimator;
        this.others = nothing();
    }

    private List<Evidence> nothing() {
        return estimator.parameters().stream().map(Parameter::evidence).toList();
    }

    private double objective(int trial) {
        return Objects.requireNonNull(
                Objects.requireNonNull(outcomes.get(trial)).objective());
    }

    /**
     * Takes up what came of a trial, or that it began; what was known of it before is replaced.
     *
     * @param trial number of the trial, in the order in which they were begun
     * @param outcome its values lie within their parameters
     */
    public void observe(int trial, Outcome outcome) {
        Outcome before = outcomes.get(trial);
        if (before != null && !before.values().equals(outcome.values())) {
            forget(trial);
            before = null;
        }
        if (before == null && trial <= last) {
            startOver();
        }
        if (before != null && before.objective() != null) {
            finished.remove(trial);
        }
        outcomes.put(trial, outcome);
        if (outcome.objective() != null) {
            finished.add(trial);
        }
    }

    /** Forgets a trial, if it is known. */
    public void forget(int trial) {
        Outcome known = outcomes.get(trial);
        if (known != null) {
            if (known.objective() != null) {
                finished.remove(trial);
            }
            outcomes.remove(trial);
            if (trial <= last) {
                startOver();
            }
        }
    }

    private void startOver() {
        others = nothing();
        last = Integer.MIN_VALUE;
    }

    /** Values to try next, one for each parameter. */
    public List<Double> suggest(RandomGenerator random) {
        List<Parameter> parameters = estimator.parameters();
        if (finished.size() < estimator.startupTrials()) {
            return parameters.stream().map(each -> each.draw(random)).toList();
        }
        learn();
        return IntStream.range(0, parameters.size())
                .mapToObj(i ->
                        best(parameters.get(i).density(values(i)), others.get(i).density(), random))
                .toList();
    }

    private void learn() {
        SortedSet<Integer> best = best();
        if (!best.equals(good)) {
            good = best;
            startOver();
        }
        for (Map.Entry<Integer, Outcome> entry : outcomes.tailMap(last, false).entrySet()) {
            if (!good.contains(entry.getKey())) {
                List<Double> values = entry.getValue().values();
                IntStream.range(0, values.size()).forEach(i -> others.get(i).add(values.get(i)));
            }
            last = entry.getKey();
        }
    }

    /** The trials that count as good, in the order of their beginning. */
    SortedSet<Integer> best() {
        return finished.stream().limit(estimator.good(finished.size())).collect(Collectors.toCollection(TreeSet::new));
    }

    private double[] values(int parameter) {
        return good.stream()
                .mapToDouble(trial ->
                        Objects.requireNonNull(outcomes.get(trial)).values().get(parameter))
                .toArray();
    }

    private double best(Density promising, Density dull, RandomGenerator random) {
        double best = promising.draw(random);
        double merit = promising.logarithm(best) - dull.logarithm(best);
        for (int i = 1; i < estimator.candidates(); i++) {
            double candidate = promising.draw(random);
            double rival = promising.logarithm(candidate) - dull.logarithm(candidate);
            if (rival > merit) {
                best = candidate;
                merit = rival;
            }
        }
        return best;
    }
}
