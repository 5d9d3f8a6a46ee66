// SPDX-License-Identifier: Apache-2.0
package org.aiperf.search.bayes;

/**
 * What is expected of a network.
 *
 * @param mean expected accuracy
 * @param deviation standard deviation of the expectation, not of the noise
 */
public record Posterior(double mean, double deviation) {

    /** By how much it will exceed a value on average; counts 0 where it does not (Mockus 1975). */
    public double expectedImprovement(double over) {
        if (!(deviation > 0)) {
            return Math.max(mean - over, 0);
        }
        double z = (mean - over) / deviation;
        double density = Math.exp(-0.5 * z * z) / Math.sqrt(2 * Math.PI);
        return (mean - over) * Normal.below(z) + deviation * density;
    }

    /** Mean plus some standard deviations. */
    public double upperBound(double deviations) {
        return mean + deviations * deviation;
    }
}
