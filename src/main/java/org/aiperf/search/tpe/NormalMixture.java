// SPDX-License-Identifier: Apache-2.0
package org.aiperf.search.tpe;

import java.util.random.RandomGenerator;

/**
 * A mixture of normal distributions, cut off outside an interval. Most of its components may be known by their sum only.
 * Immutable.
 */
final class NormalMixture {

    private static final double SQRT_TWO_PI = Math.sqrt(2 * Math.PI);

    /**
     * Standard deviations beyond which a component's density, 2e-22 of its peak, is nothing beside that of the component
     * that is as wide as the interval, which each mixture has.
     */
    private static final double VANISHING = 10;

    private final double[] weights;
    private final double[] means;
    private final double[] widths;
    private final Cells others;
    private final double low;
    private final double high;
    private final double kept;

    /**
     * @param weights shares of the components, which sum to 1 with those of the others
     * @param means their means
     * @param widths their standard deviations
     * @param others components that are not told one by one
     */
    NormalMixture(double[] weights, double[] means, double[] widths, Cells others, double low, double high) {
        this.weights = weights;
        this.means = means;
        this.widths = widths;
        this.others = others;
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

    /** A draw from the interval, without its upper end. */
    double draw(RandomGenerator random) {
        if (others.weight() > 0) {
            throw new IllegalStateException("Components that are known by their sum cannot be drawn from");
        }
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
        return Math.log((sum / SQRT_TWO_PI + others.density(place)) / kept);
    }

    /** Probability of a part of the interval. */
    double mass(double from, double to) {
        return uncut(from, to) / kept;
    }

    private double uncut(double from, double to) {
        double sum = others.mass(from, to);
        for (int i = 0; i < weights.length; i++) {
            sum += weights[i]
                    * (StandardNormal.below((to - means[i]) / widths[i])
                            - StandardNormal.below((from - means[i]) / widths[i]));
        }
        return sum;
    }
}
