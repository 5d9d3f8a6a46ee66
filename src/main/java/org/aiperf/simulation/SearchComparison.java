// SPDX-License-Identifier: Apache-2.0
package org.aiperf.simulation;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;

/**
 * Strategies side by side on one objective, over several seeds.
 *
 * @param objective what was searched for
 * @param budget when each search ended
 * @param workers trials at a time
 * @param noise standard deviation of what searches saw of an accuracy
 * @param firstSeed the first of consecutive seeds
 * @param results one for each strategy
 */
public record SearchComparison(
        Objective.Kind objective,
        SearchBudget budget,
        int workers,
        double noise,
        long firstSeed,
        List<Result> results) {

    public SearchComparison {
        results = List.copyOf(results);
    }

    /**
     * One strategy's runs.
     *
     * @param trials of one run, on average
     * @param accuracies true accuracy of the network that seemed best, by seed
     * @param cpuSeconds CPU time of the searches of one run, on average
     * @param commonest share of the commonest kind among a run's morphs, on average
     * @param gainless share of the children of the last third that seemed no better than their parents, on average
     */
    public record Result(
            Contestant contestant,
            double trials,
            List<Double> accuracies,
            double cpuSeconds,
            double commonest,
            double gainless) {

        public Result {
            accuracies = List.copyOf(accuracies);
        }

        public double mean() {
            return accuracies.stream().mapToDouble(a -> a).average().orElseThrow();
        }

        /** The middle accuracy, or the mean of the middle two. */
        public double median() {
            double[] sorted = accuracies.stream().mapToDouble(a -> a).sorted().toArray();
            int n = sorted.length;
            return (sorted[(n - 1) / 2] + sorted[n / 2]) / 2;
        }

        /** The accuracy of the least lucky seed. */
        public double least() {
            return Collections.min(accuracies);
        }

        /** The accuracy of the luckiest seed. */
        public double greatest() {
            return Collections.max(accuracies);
        }

        /** Standard error of the mean; 0 for a single seed. */
        public double standardError() {
            int n = accuracies.size();
            double mean = mean();
            double squares = accuracies.stream()
                    .mapToDouble(a -> (a - mean) * (a - mean))
                    .sum();
            return n < 2 ? 0 : Math.sqrt(squares / (n - 1) / n);
        }
    }

    /** Runs every strategy on every seed; a seed gives all of them the same objective. */
    public static SearchComparison run(
            Objective.Kind objective,
            List<Contestant> contestants,
            long firstSeed,
            int seeds,
            SearchBudget budget,
            int workers,
            double noise)
            throws IOException {
        List<Result> results = new ArrayList<>();
        for (Contestant contestant : contestants) {
            List<Double> accuracies = new ArrayList<>();
            double trials = 0;
            double seconds = 0;
            double commonest = 0;
            double gainless = 0;
            for (long seed = firstSeed; seed < firstSeed + seeds; seed++) {
                SearchRun.Outcome outcome = new SearchRun(contestant, objective, seed, budget, workers, noise).run();
                trials += (double) outcome.trials() / seeds;
                accuracies.add(outcome.accuracy());
                seconds += outcome.cpuSeconds() / seeds;
                commonest += outcome.commonest() / seeds;
                gainless += outcome.gainless() / seeds;
            }
            results.add(new Result(contestant, trials, accuracies, seconds, commonest, gainless));
        }
        return new SearchComparison(objective, budget, workers, noise, firstSeed, results);
    }

    /** The result of a strategy that took part. */
    public Result of(Contestant contestant) {
        return results.stream()
                .filter(result -> result.contestant() == contestant)
                .findFirst()
                .orElseThrow();
    }

    /** The strategies, the best first. */
    public List<Result> ranked() {
        return results.stream()
                .sorted(Comparator.comparingDouble(Result::mean).reversed())
                .toList();
    }
}
