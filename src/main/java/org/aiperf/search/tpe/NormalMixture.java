// SPDX-License-Identifier: Apache-2.0
package org.aiperf.search.tpe;

import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.apache.commons.math3.special.Erf;

/** A mixture of normal distributions, cut off outside an interval. Immutable. */
final class NormalMixture {

    private static final double SQRT_TWO = Math.sqrt(2);
    private static final double SQRT_TWO_PI = Math.sqrt(2 * Math.PI);

    /** Standard deviations beyond which a tail is zero in double precision. */
    private static final double TAIL = 8.5;

    /**
     * Standard deviations beyond which a component's density, 2e-22 of its peak, is nothing beside that of the component
     * that is as wide as the interval, which each mixture has.
     */
    private static final double VANISHING = 10;

    private final double[] weights;
    private final double[] means;
    private final double[] widths;
    private final double low;
    private final double high;
    private final double kept;

    /**
     * @param weights shares of the components, which sum to 1
     * @param means their means
     * @param widths their standard deviations
     */
    NormalMixture(double[] weights, double[] means, double[] widths, double low, double high) {
        this.weights = weights;
        this.means = means;
        this.widths = widths;
        this.low = low;
        this.high = high;
        this.kept = uncut(low, high);
    }

    double[] weights() {
        return weights.clone();
    }

    double[] means() {
        return means.clone();
    }

    double[] widths() {
        return widths.clone();
    }

    /** Share of the uncut mixture that lies in the interval. */
    double kept() {
        return kept;
    }

    /** The same distribution with neighbouring equal components as one; rounded observations leave few. */
    NormalMixture merged() {
        double[] sums = new double[weights.length];
        double[] mergedMeans = new double[weights.length];
        double[] mergedWidths = new double[weights.length];
        int size = 0;
        for (int i = 0; i < weights.length; i++) {
            if (size == 0 || means[i] != mergedMeans[size - 1] || widths[i] != mergedWidths[size - 1]) {
                mergedMeans[size] = means[i];
                mergedWidths[size] = widths[i];
                size++;
            }
            sums[size - 1] += weights[i];
        }
        return new NormalMixture(
                Arrays.copyOf(sums, size),
                Arrays.copyOf(mergedMeans, size),
                Arrays.copyOf(mergedWidths, size),
                low,
                high);
    }

    /** A draw from the interval, without its upper end. */
    double draw(RandomGenerator random) {
        while (true) {
            int component = Drawing.index(weights, random);
            double place = random.nextGaussian(means[component], widths[component]);
            if (low <= place && place < high) {
                return place;
            }
        }
    }

    double logDensity(double place) {
        double sum = 0;
        for (int i = 0; i < weights.length; i++) {
            double distance = (place - means[i]) / widths[i];
            if (Math.abs(distance) < VANISHING) {
                sum += weights[i] * Math.exp(-distance * distance / 2) / widths[i];
            }
        }
        return Math.log(sum / SQRT_TWO_PI / kept);
    }

    /** Probability of a part of the interval. */
    double mass(double from, double to) {
        return uncut(from, to) / kept;
    }

    private double uncut(double from, double to) {
        double sum = 0;
        for (int i = 0; i < weights.length; i++) {
            sum += weights[i] * (below((to - means[i]) / widths[i]) - below((from - means[i]) / widths[i]));
        }
        return sum;
    }

    /** The standard normal distribution function. */
    private static double below(double deviations) {
        if (Math.abs(deviations) > TAIL) {
            return deviations > 0 ? 1 : 0;
        }
        return (1 + Erf.erf(deviations / SQRT_TWO)) / 2;
    }
}
