// SPDX-License-Identifier: Apache-2.0
package org.aiperf.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Many {@link RegressionTree regression trees}, each grown from samples that are drawn with replacement; the mean of what
 * they predict (Breiman 2001). Each factor enters by its rank among the samples. Immutable.
 */
public final class RegressionForest {

    private static final int TREES = 100;

    private final double[][] sorted;
    private final List<RegressionTree> trees = new ArrayList<>();

    /**
     * Grows a forest.
     *
     * @param samples samples by factors, at least one
     * @param values one for each sample
     * @param seed of the samples and factors that trees draw
     */
    public RegressionForest(double[][] samples, double[] values, long seed) {
        sorted = IntStream.range(0, samples[0].length)
                .mapToObj(j ->
                        Arrays.stream(samples).mapToDouble(s -> s[j]).sorted().toArray())
                .toArray(double[][]::new);
        double[][] points = Arrays.stream(samples).map(this::point).toArray(double[][]::new);
        SplittableRandom random = new SplittableRandom(seed);
        for (int tree = 0; tree < TREES; tree++) {
            int[] drawn = random.ints(values.length, 0, values.length).toArray();
            trees.add(new RegressionTree(points, values, drawn, random));
        }
    }

    /** What is expected of a sample; never outside the values that it was grown from. */
    public double at(double[] sample) {
        double[] point = point(sample);
        return trees.stream().mapToDouble(tree -> tree.at(point)).average().orElseThrow();
    }

    private double[] point(double[] sample) {
        return IntStream.range(0, sorted.length)
                .mapToDouble(j -> rank(sorted[j], sample[j]))
                .toArray();
    }

    /** Share of the values that are less, and half of those that are equal. */
    private static double rank(double[] ascending, double value) {
        int less = 0;
        int most = 0;
        for (double other : ascending) {
            less += other < value ? 1 : 0;
            most += other <= value ? 1 : 0;
        }
        return (less + most) / 2.0 / ascending.length;
    }
}
