// SPDX-License-Identifier: Apache-2.0
package org.aiperf.report;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.aiperf.history.History;
import org.aiperf.history.TrialHistory;
import org.apache.commons.math3.stat.correlation.SpearmansCorrelation;
import org.apache.commons.math3.stat.ranking.NaturalRanking;

/**
 * How much one factor alone explains of the trials' accuracies: first-order functional analysis of variance over a forest
 * of {@value #TREES} regression trees (Hutter, Hoos, Leyton-Brown 2014). Each factor enters by its rank. The shares of all
 * factors add up to at most 1; the rest is what factors explain only together.
 *
 * @param factor the factor
 * @param share from 0, nothing, to 1, all
 * @param correlation Spearman's rank correlation with accuracy, from -1 to 1: whether more of it went with better trials
 * @param trials trials that were looked at
 */
public record Importance(Factor factor, double share, double correlation, int trials) {

    /** Fewer trials are explained by chance as well as by any factor. */
    static final int LEAST_TRIALS = 24;

    private static final int TREES = 64;

    /** Samples of one tree. */
    private static final int MOST_SAMPLES = 1000;

    /** Those of the factors that differ between trials, the most important first; none of too few trials. */
    public static List<Importance> of(History history) {
        List<TrialHistory> trials = history.trials().stream()
                .filter(trial -> !trial.epochs().isEmpty())
                .toList();
        List<Factor> factors = Factor.varying(trials);
        if (trials.size() < LEAST_TRIALS || factors.isEmpty()) {
            return List.of();
        }
        double[] accuracies =
                trials.stream().mapToDouble(trial -> trial.accuracy().orElse(0)).toArray();
        double[][] values = factors.stream()
                .map(factor -> trials.stream().mapToDouble(factor::of).toArray())
                .toArray(double[][]::new);
        double[] shares = shares(values, accuracies);
        return IntStream.range(0, factors.size())
                .mapToObj(j -> new Importance(
                        factors.get(j),
                        shares[j],
                        new SpearmansCorrelation().correlation(values[j], accuracies),
                        trials.size()))
                .sorted(Comparator.comparingDouble(Importance::share).reversed())
                .toList();
    }

    private static double[] shares(double[][] values, double[] accuracies) {
        int n = accuracies.length;
        double[][] points = new double[n][values.length];
        for (int j = 0; j < values.length; j++) {
            double[] ranks = new NaturalRanking().rank(values[j]);
            for (int i = 0; i < n; i++) {
                points[i][j] = (ranks[i] - 0.5) / n;
            }
        }
        SplittableRandom random = new SplittableRandom(1);
        double[] shares = new double[values.length];
        for (int tree = 0; tree < TREES; tree++) {
            int[] drawn = random.ints(Math.min(n, MOST_SAMPLES), 0, n).toArray();
            double[] each = new RegressionTree(points, accuracies, drawn, random).shares();
            Arrays.setAll(shares, j -> shares[j] + each[j] / TREES);
        }
        return shares;
    }
}
