// SPDX-License-Identifier: Apache-2.0
package org.aiperf.report;

/** Quantiles of a sample, linear between its values. */
final class Quantile {

    private Quantile() {}

    /**
     * A quantile.
     *
     * @param sorted at least one value, in ascending order
     * @param share from 0 to 1
     */
    static double of(double[] sorted, double share) {
        double place = share * (sorted.length - 1);
        int below = (int) place;
        int above = Math.min(below + 1, sorted.length - 1);
        return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
    }
}
