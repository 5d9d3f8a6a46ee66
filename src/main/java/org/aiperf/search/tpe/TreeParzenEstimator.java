// SPDX-License-Identifier: Apache-2.0
package org.aiperf.search.tpe;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/**
 * Proposes values where good outcomes are denser than the others (Bergstra et al. 2011, with the estimators of hyperopt;
 * spec section 5). Each parameter is looked at for itself. What has no objective counts as worse than all that has one,
 * so that a trial that still runs keeps others off its values. Immutable and thread-safe.
 *
 * @param parameters what is searched
 * @param startupTrials outcomes with an objective before anything is concluded; until then values are drawn blindly
 * @param candidates values drawn of each parameter, the most promising of which is proposed
 * @param gamma number of good outcomes over the square root of the number of all
 */
public record TreeParzenEstimator(List<Parameter> parameters, int startupTrials, int candidates, double gamma) {

    /** Most outcomes that count as good. */
    private static final int MOST_GOOD = 25;

    public TreeParzenEstimator {
        parameters = List.copyOf(parameters);
    }

    /**
     * Values to try next, one for each parameter.
     *
     * @param outcomes what was tried, in the order of its beginning; every value lies within its parameter
     */
    public List<Double> suggest(List<Outcome> outcomes, RandomGenerator random) {
        if (finished(outcomes) < startupTrials) {
            return parameters.stream().map(each -> each.draw(random)).toList();
        }
        Split split = split(outcomes);
        return IntStream.range(0, parameters.size())
                .mapToObj(i -> best(parameters.get(i), split.good(i), split.others(i), random))
                .toList();
    }

    private double best(Parameter parameter, double[] good, double[] others, RandomGenerator random) {
        Density promising = parameter.density(good);
        Density dull = parameter.density(others);
        double best = promising.draw(random);
        double merit = promising.logarithm(best) - dull.logarithm(best);
        for (int i = 1; i < candidates; i++) {
            double candidate = promising.draw(random);
            double rival = promising.logarithm(candidate) - dull.logarithm(candidate);
            if (rival > merit) {
                best = candidate;
                merit = rival;
            }
        }
        return best;
    }

    private static int finished(List<Outcome> outcomes) {
        int finished = 0;
        for (Outcome outcome : outcomes) {
            finished += outcome.objective() == null ? 0 : 1;
        }
        return finished;
    }

    /** How many of some outcomes with an objective count as good. */
    int good(int finished) {
        return Math.min((int) Math.ceil(gamma * Math.sqrt(finished)), MOST_GOOD);
    }

    /** The best outcomes and all others, both in the order of their beginning; of equals the earlier is the better. */
    Split split(List<Outcome> outcomes) {
        int wanted = good(finished(outcomes));
        // The worst of the best so far comes first, the latest of equals.
        PriorityQueue<Integer> best = new PriorityQueue<>(Comparator.comparingDouble(
                        (Integer i) -> Objects.requireNonNull(outcomes.get(i).objective()))
                .thenComparing(Comparator.reverseOrder()));
        double worst = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < outcomes.size(); i++) {
            Double objective = outcomes.get(i).objective();
            if (objective != null && wanted > 0 && (best.size() < wanted || objective > worst)) {
                best.add(i);
                if (best.size() > wanted) {
                    best.remove();
                }
                worst = Objects.requireNonNull(
                        outcomes.get(Objects.requireNonNull(best.peek())).objective());
            }
        }
        Set<Integer> chosen = new HashSet<>(best);
        List<Outcome> good = new ArrayList<>();
        List<Outcome> others = new ArrayList<>();
        for (int i = 0; i < outcomes.size(); i++) {
            (chosen.contains(i) ? good : others).add(outcomes.get(i));
        }
        return new Split(good, others);
    }

    /** Outcomes by what they teach. */
    record Split(List<Outcome> good, List<Outcome> others) {

        double[] good(int parameter) {
            return values(good, parameter);
        }

        double[] others(int parameter) {
            return values(others, parameter);
        }

        private static double[] values(List<Outcome> outcomes, int parameter) {
            return outcomes.stream()
                    .mapToDouble(outcome -> outcome.values().get(parameter))
                    .toArray();
        }
    }
}
