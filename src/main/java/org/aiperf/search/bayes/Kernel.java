// SPDX-License-Identifier: Apache-2.0
package org.aiperf.search.bayes;

import java.util.Arrays;

/**
 * The covariance of two accuracies by edit distance alone, in units of their variance: {@code exp(-d / length)} at
 * distance d, and for a network with itself the nugget more, which is the noise of training. With the distance itself,
 * not its square, and a length of at most 16 it is positive definite in practice.
 *
 * @param length distance over which accuracies lose touch, above 0
 * @param nugget variance of the noise, above 0
 */
public record Kernel(double length, double nugget) {

    public Kernel {
        if (!(length > 0) || !(nugget > 0)) {
            throw new IllegalArgumentException("Impossible kernel: length %s, nugget %s".formatted(length, nugget));
        }
    }

    double at(double distance) {
        return Math.exp(-distance / length);
    }

    /** The covariances at these distances. */
    double[] at(double[] distances) {
        return Arrays.stream(distances).map(this::at).toArray();
    }
}
