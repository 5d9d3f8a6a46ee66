// SPDX-License-Identifier: Apache-2.0
package org.aiperf.report;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.aiperf.history.History;
import org.aiperf.history.TrialHistory;
import org.apache.commons.math3.stat.correlation.SpearmansCorrelation;

/**
 * How much one factor alone explains of the trials' accuracies. The share is that of a functional analysis of variance of
 * first order: trials are put into at most {@value #MOST_BINS} bins of equal size by the factor's value, and the variance
 * between the bins is set against all variance, less what chance alone would give (epsilon squared). Factors that only
 * work together show a small share each.
 *
 * @param factor the factor
 * @param share from 0, nothing, to 1, all
 * @param correlation Spearman's rank correlation with accuracy, from -1 to 1: whether more of it went with better trials
 * @param trials trials that were looked at
 */
public record Importance(Factor factor, double share, double correlation, int trials) {

    /** Fewer trials explain nothing. */
    static final int LEAST_TRIALS = 8;

    private static final int MOST_BINS = 8;
    private static final int LEAST_PER_BIN = 4;

    /** Of all factors that vary, the most important first; none while there are too few trials with an epoch. */
    public static List<Importance> of(History history) {
        List<TrialHistory> trials = history.trials().stream()
                .filter(trial -> !trial.epochs().isEmpty())
                .toList();
        if (trials.size() < LEAST_TRIALS) {
            return List.of();
        }
        double[] accuracies =
                trials.stream().mapToDouble(trial -> trial.accuracy().orElse(0)).toArray();
        return Arrays.stream(Factor.values())
                .map(factor ->
                        of(factor, trials.stream().mapToDouble(factor::of).toArray(), accuracies))
                .filter(importance -> !Double.isNaN(importance.correlation()))
                .sorted(Comparator.comparingDouble(Importance::share).reversed())
                .toList();
    }

    private static Importance of(Factor factor, double[] values, double[] accuracies) {
        double correlation = new SpearmansCorrelation().correlation(values, accuracies);
        return new Importance(factor, explained(values, accuracies), correlation, values.length);
    }

    private static double explained(double[] values, double[] accuracies) {
        int n = values.length;
        int[] bins = bins(values);
        int count = Arrays.stream(bins).max().orElse(0) + 1;
        double mean = Arrays.stream(accuracies).average().orElse(0);
        double all = Arrays.stream(accuracies)
                .map(each -> (each - mean) * (each - mean))
                .sum();
        if (count < 2 || n <= count || all == 0) {
            return 0;
        }
        double[] sums = new double[count];
        int[] sizes = new int[count];
        for (int i = 0; i < n; i++) {
            sums[bins[i]] += accuracies[i];
            sizes[bins[i]]++;
        }
        double between = IntStream.range(0, count)
                .mapToDouble(bin -> sizes[bin] * Math.pow(sums[bin] / sizes[bin] - mean, 2))
                .sum();
        double within = all - between;
        return Math.max(0, (between - (count - 1) * within / (n - count)) / all);
    }

    /** Bins of about equal size, numbered from 0; equal values share a bin. */
    private static int[] bins(double[] values) {
        int n = values.length;
        int wanted = Math.max(2, Math.min(MOST_BINS, n / LEAST_PER_BIN));
        List<Integer> order = IntStream.range(0, n)
                .boxed()
                .sorted(Comparator.comparingDouble(i -> values[i]))
                .toList();
        int[] bins = new int[n];
        int bin = 0;
        int size = 0;
        for (int place = 0; place < n; place++) {
            boolean differs = place > 0 && values[order.get(place)] != values[order.get(place - 1)];
            if (differs && size >= (n + wanted - 1) / wanted) {
                bin++;
                size = 0;
            }
            bins[order.get(place)] = bin;
            size++;
        }
        return bins;
    }
}
