// SPDX-License-Identifier: Apache-2.0
package org.aiperf.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * A regression tree over the unit cube (Breiman et al. 1984): boxes, each with the mean of the samples in it. What each
 * factor alone explains of the variance of its predictions follows exactly from the boxes, as in functional analysis of
 * variance (Hutter, Hoos, Leyton-Brown 2014, algorithm 2).
 */
final class RegressionTree {

    private static final int LEAST_IN_LEAF = 3;

    @SuppressWarnings("ArrayRecordComponent") // Made and read inside a tree; never compared.
    private record Leaf(double[] low, double[] high, double value) {

        boolean contains(double[] point) {
            boolean within = true;
            for (int j = 0; j < low.length && within; j++) {
                // The last box of a factor has its end, too.
                within = point[j] >= low[j] && (point[j] < high[j] || high[j] == 1);
            }
            return within;
        }

        double volume() {
            double volume = 1;
            for (int j = 0; j < low.length; j++) {
                volume *= high[j] - low[j];
            }
            return volume;
        }
    }

    private record Split(int factor, double at, double squares) {}

    private final double[][] points;
    private final double[] values;
    private final RandomGenerator random;
    private final List<Leaf> leaves = new ArrayList<>();

    /**
     * Grows a tree.
     *
     * @param points samples by factors, each coordinate between 0 and 1
     * @param values one for each sample
     * @param drawn indices of the samples to grow from; an index may come several times
     * @param random draws the factors among which a node chooses
     */
    RegressionTree(double[][] points, double[] values, int[] drawn, RandomGenerator random) {
        this.points = points;
        this.values = values;
        this.random = random;
        double[] high = new double[points[0].length];
        Arrays.fill(high, 1);
        grow(Arrays.stream(drawn).boxed().toList(), new double[high.length], high);
    }

    private void grow(List<Integer> samples, double[] low, double[] high) {
        Split split = best(samples);
        if (split == null) {
            leaves.add(new Leaf(low, high, mean(samples)));
            return;
        }
        int j = split.factor();
        double[] end = high.clone();
        double[] begin = low.clone();
        end[j] = split.at();
        begin[j] = split.at();
        grow(samples.stream().filter(i -> points[i][j] < split.at()).toList(), low, end);
        grow(samples.stream().filter(i -> points[i][j] >= split.at()).toList(), begin, high);
    }

    /** The split that leaves the least squared error, among two thirds of the factors; null where none helps. */
    private @Nullable Split best(List<Integer> samples) {
        int factors = points[0].length;
        double mean = mean(samples);
        double squares = samples.stream()
                .mapToDouble(i -> (values[i] - mean) * (values[i] - mean))
                .sum();
        Split best = null;
        if (samples.size() >= 2 * LEAST_IN_LEAF && squares > 1e-12) {
            for (int j : shuffled(factors).subList(0, (2 * factors + 2) / 3)) {
                Split split = best(samples, j, squares);
                best = split != null && (best == null || split.squares() < best.squares()) ? split : best;
            }
        }
        return best;
    }

    private @Nullable Split best(List<Integer> samples, int j, double all) {
        List<Integer> order = samples.stream()
                .sorted(Comparator.comparingDouble(i -> points[i][j]))
                .toList();
        int n = order.size();
        double total = order.stream().mapToDouble(i -> values[i]).sum();
        double left = 0;
        Split best = null;
        double gained = 0;
        for (int k = 1; k < n; k++) {
            left += values[order.get(k - 1)];
            double before = points[order.get(k - 1)][j];
            double here = points[order.get(k)][j];
            if (here > before && k >= LEAST_IN_LEAF && n - k >= LEAST_IN_LEAF) {
                double gain = left * left / k + (total - left) * (total - left) / (n - k) - total * total / n;
                if (gain > gained) {
                    gained = gain;
                    best = new Split(j, (before + here) / 2, all - gain);
                }
            }
        }
        return best;
    }

    private List<Integer> shuffled(int count) {
        List<Integer> all = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            all.add(random.nextInt(all.size() + 1), i);
        }
        return all;
    }

    private double mean(List<Integer> samples) {
        return samples.stream().mapToDouble(i -> values[i]).average().orElse(0);
    }

    /**
     * What it predicts.
     *
     * @param point each coordinate between 0 and 1
     */
    double at(double[] point) {
        for (Leaf leaf : leaves) {
            if (leaf.contains(point)) {
                return leaf.value();
            }
        }
        throw new IllegalArgumentException("No point of the unit cube: " + Arrays.toString(point));
    }

    /** For each factor the share of the variance of the tree's predictions that it explains alone; all 0 if there is none. */
    double[] shares() {
        double mean = leaves.stream()
                .mapToDouble(leaf -> leaf.value() * leaf.volume())
                .sum();
        double variance = leaves.stream()
                .mapToDouble(leaf -> leaf.volume() * Math.pow(leaf.value() - mean, 2))
                .sum();
        double[] shares = new double[points[0].length];
        for (int j = 0; j < shares.length && variance > 1e-18; j++) {
            shares[j] = alone(j, mean) / variance;
        }
        return shares;
    }

    /** Variance of the mean prediction at each value of one factor, over all values of the others. */
    private double alone(int j, double mean) {
        TreeSet<Double> borders = new TreeSet<>(List.of(0.0, 1.0));
        leaves.forEach(leaf -> borders.add(leaf.low()[j]));
        double[] at = borders.stream().mapToDouble(border -> border).toArray();
        double[] steps = new double[at.length];
        for (Leaf leaf : leaves) {
            double share = leaf.value() * leaf.volume() / (leaf.high()[j] - leaf.low()[j]);
            steps[Arrays.binarySearch(at, leaf.low()[j])] += share;
            steps[Arrays.binarySearch(at, leaf.high()[j])] -= share;
        }
        double prediction = 0;
        double sum = 0;
        for (int k = 0; k + 1 < at.length; k++) {
            prediction += steps[k];
            sum += (at[k + 1] - at[k]) * (prediction - mean) * (prediction - mean);
        }
        return sum;
    }
}
