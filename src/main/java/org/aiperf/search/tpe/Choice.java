// SPDX-License-Identifier: Apache-2.0
package org.aiperf.search.tpe;

import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * One of some options without an order; its value is the option's index.
 *
 * @param options number of options, at least 1
 */
public record Choice(int options) implements Parameter {

    public Choice {
        if (options < 1) {
            throw new IllegalArgumentException("There is nothing to choose among " + options + " options");
        }
    }

    @Override
    public double draw(RandomGenerator random) {
        return random.nextInt(options);
    }

    @Override
    public boolean contains(double value) {
        return value >= 0 && value < options && value == Math.rint(value);
    }

    @Override
    public Density density(double[] observed) {
        return new Shares(probabilities(observed));
    }

    /** The observations' weighted shares, with one more observation of each option (spec section 5.3). */
    double[] probabilities(double[] observed) {
        double[] shares = new double[options];
        Arrays.fill(shares, Parzen.PRIOR_WEIGHT);
        double[] weights = Parzen.forgetting(observed.length);
        for (int i = 0; i < observed.length; i++) {
            shares[(int) observed[i]] += weights[i];
        }
        double sum = Arrays.stream(shares).sum();
        return Arrays.stream(shares).map(share -> share / sum).toArray();
    }

    private static final class Shares implements Density {

        private final double[] probabilities;

        Shares(double[] probabilities) {
            this.probabilities = probabilities;
        }

        @Override
        public double draw(RandomGenerator random) {
            return Drawing.index(probabilities, random);
        }

        @Override
        public double logarithm(double value) {
            return Math.log(probabilities[(int) value]);
        }
    }
}
