// SPDX-License-Identifier: Apache-2.0
package org.aiperf.search.bayes;

/** The standard normal distribution. */
final class Normal {

    private Normal() {}

    /** Probability of a value below x, to 1e-7 (Abramowitz and Stegun 26.2.17). */
    static double below(double x) {
        double t = 1 / (1 + 0.2316419 * Math.abs(x));
        double series =
                t * (0.319381530 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
        double tail = Math.exp(-0.5 * x * x) / Math.sqrt(2 * Math.PI) * series;
        return x >= 0 ? 1 - tail : tail;
    }
}
