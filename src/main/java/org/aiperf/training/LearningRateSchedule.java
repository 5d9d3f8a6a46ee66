// SPDX-License-Identifier: Apache-2.0
package org.aiperf.training;

/** The learning rate of each epoch; it is set at the epoch's start and kept for all of its steps. */
public sealed interface LearningRateSchedule {

    /** The rate of an epoch, counted from 0. */
    double rate(int epoch);

    /** The same rate for ever. */
    record Constant(double rate) implements LearningRateSchedule {

        public Constant {
            requirePositive(rate);
        }

        @Override
        public double rate(int epoch) {
            return rate;
        }
    }

    /**
     * {@code max(initial * (1 - epoch / epochs), last)} (method section 2.3). The number of epochs is the experiment's,
     * not the trial's own budget.
     */
    record Linear(double initial, double last, int epochs) implements LearningRateSchedule {

        public Linear {
            requirePositive(initial);
            if (!(last >= 0 && last <= initial) || epochs < 1) {
                throw new IllegalArgumentException(
                        "A learning rate cannot fall from %s to %s in %d epochs".formatted(initial, last, epochs));
            }
        }

        @Override
        public double rate(int epoch) {
            return Math.max(initial * (1 - (double) epoch / epochs), last);
        }
    }

    private static void requirePositive(double rate) {
        if (!(rate > 0 && rate < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("A learning rate must be greater than 0, not " + rate);
        }
    }
}
