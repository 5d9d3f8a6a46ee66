// SPDX-License-Identifier: Apache-2.0
package org.aiperf.search.tpe;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
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
    public Evidence evidence() {
        return new Votes(options);
    }

    /** Weights of old observations follow from two sums for each option; the others stand in a queue. */
    private static final class Votes implements Evidence {

        private final double[] counts;
        private final double[] ranks;
        private final Deque<Integer> remembered = new ArrayDeque<>();
        private int count;

        Votes(int options) {
            this.counts = new double[options];
            this.ranks = new double[options];
        }

        @Override
        public void add(double value) {
            remembered.add((int) value);
            count++;
            int rank = count - remembered.size();
            if (rank < new Forgetting(count).old()) {
                int option = remembered.remove();
                counts[option]++;
                ranks[option] += rank;
            }
        }

        /** The observations' weighted shares, with one more observation of each option (method section 5.3). */
        @Override
        public Density density() {
            Forgetting weights = new Forgetting(count);
            double[] shares = new double[counts.length];
            Arrays.setAll(shares, i -> Parzen.PRIOR_WEIGHT + weights.oldest() * counts[i] + weights.slope() * ranks[i]);
            remembered.forEach(option -> shares[option]++);
            double sum = Arrays.stream(shares).sum();
            return new Shares(Arrays.stream(shares).map(share -> share / sum).toArray());
        }
    }

    /** Probabilities of the options. */
    static final class Shares implements Density {

        private final double[] probabilities;

        Shares(double[] probabilities) {
            this.probabilities = probabilities;
        }

        double[] probabilities() {
            return probabilities.clone();
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
