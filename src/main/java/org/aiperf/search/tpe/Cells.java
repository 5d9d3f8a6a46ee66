// SPDX-License-Identifier: Apache-2.0
package org.aiperf.search.tpe;

import java.util.Arrays;

/**
 * The sum of any number of normal distributions of one width. Each is told by the powers of its distance to the middle of
 * its cell, half a width wide, and all of a cell are evaluated at once by the Hermite series about that middle (a fast
 * Gauss transform): relative to the densest place the error is below 1e-12. Immutable.
 */
final class Cells {

    /** No distributions. */
    static final Cells NONE = new Cells(0, 1, new double[0], 0);

    private static final double CELL = 0.5;

    /** Terms of a series. */
    private static final int ORDER = 14;

    /** Standard deviations beyond which a component's density is nothing beside that of any mixture here. */
    private static final double VANISHING = 10;

    private static final double SQRT_TWO_PI = Math.sqrt(2 * Math.PI);

    private final double low;
    private final double width;
    private final double[] moments;
    private final double weight;

    private Cells(double low, double width, double[] moments, double weight) {
        this.low = low;
        this.width = width;
        this.moments = moments;
        this.weight = weight;
    }

    /** Sum of all weights. */
    double weight() {
        return weight;
    }

    /** Density at a place. */
    double density(double place) {
        double sum = 0;
        int from = Math.max((int) ((place - low) / width / CELL - VANISHING / CELL), 0);
        int to = Math.min((int) ((place - low) / width / CELL + VANISHING / CELL) + 1, moments.length / ORDER);
        for (int cell = from; cell < to; cell++) {
            if (moments[cell * ORDER] != 0) {
                double z = (place - low) / width - (cell + 0.5) * CELL;
                double before = 0;
                double polynomial = 1;
                double series = 0;
                for (int k = 0; k < ORDER; k++) {
                    series += moments[cell * ORDER + k] * polynomial;
                    double next = z * polynomial - k * before;
                    before = polynomial;
                    polynomial = next;
                }
                sum += Math.exp(-z * z / 2) * series;
            }
        }
        return sum / SQRT_TWO_PI / width;
    }

    /** Probability of a part of the axis. */
    double mass(double from, double to) {
        double sum = 0;
        for (int cell = 0; cell < moments.length / ORDER; cell++) {
            if (moments[cell * ORDER] != 0) {
                double middle = low + (cell + 0.5) * CELL * width;
                sum += below(cell, (to - middle) / width) - below(cell, (from - middle) / width);
            }
        }
        return sum;
    }

    /** What of a cell's components lies below a place, in standard deviations from its middle. */
    private double below(int cell, double z) {
        double all = moments[cell * ORDER];
        if (Math.abs(z) > StandardNormal.TAIL) {
            return z > 0 ? all : 0;
        }
        double before = 0;
        double polynomial = 1;
        double series = 0;
        for (int k = 1; k < ORDER; k++) {
            series += moments[cell * ORDER + k] * polynomial;
            double next = z * polynomial - (k - 1) * before;
            before = polynomial;
            polynomial = next;
        }
        return all * StandardNormal.below(z) - Math.exp(-z * z / 2) / SQRT_TWO_PI * series;
    }

    /** Cells that are being filled. Not thread-safe. */
    static final class Builder {

        private final double low;
        private final double width;
        private final double[] plain;
        private final double[] ranked;

        /** @param width standard deviation of every component, a part of the interval */
        Builder(double low, double high, double width) {
            this.low = low;
            this.width = width;
            int cells = (int) Math.ceil((high - low) / width / CELL);
            this.plain = new double[cells * ORDER];
            this.ranked = new double[cells * ORDER];
        }

        /** Adds a component whose weight will follow from its rank. */
        void add(double place, int rank) {
            int cell = Math.min((int) ((place - low) / width / CELL), plain.length / ORDER - 1);
            double distance = (place - low) / width - (cell + 0.5) * CELL;
            double term = 1;
            for (int k = 0; k < ORDER; k++) {
                plain[cell * ORDER + k] += term;
                ranked[cell * ORDER + k] += rank * term;
                term *= distance / (k + 1);
            }
        }

        /** The sum of the components so far, all of them old, over a number. */
        Cells weighted(Forgetting weights, double divisor) {
            double[] moments = new double[plain.length];
            Arrays.setAll(moments, i -> (weights.oldest() * plain[i] + weights.slope() * ranked[i]) / divisor);
            double weight = 0;
            for (int i = 0; i < moments.length; i += ORDER) {
                weight += moments[i];
            }
            return new Cells(low, width, moments, weight);
        }
    }
}
