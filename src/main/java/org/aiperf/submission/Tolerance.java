// SPDX-License-Identifier: Apache-2.0
package org.aiperf.submission;

import org.aiperf.network.Hyperparameters;
import org.aiperf.unit.Precision;

/**
 * How far the losses of a training that is begun again may be from those that were recorded, as a share of them (method
 * section 8.1). The same library, arithmetic and processor give equal bits; others round otherwise, and what is rounded
 * otherwise grows from step to step. Another library also drops other units. The numbers are several times the greatest
 * differences that were seen between Deeplearning4j and libtorch.
 *
 * @param first at the first step, which depends on the initial weights and the order of the images alone
 * @param last to which it grows
 * @param dropped what other draws of dropout add at every step
 */
record Tolerance(double first, double last, double dropped) {

    private static final double GROWTH = 4;

    /** Of the mean loss of {@value #BATCH} images, for dropout of half of the units. */
    private static final double DROPPED = 0.5;

    private static final double BATCH = 64;

    /**
     * The tolerance for a trial.
     *
     * @param sameDraws whether the library that trains again is the recorded one, and so drops the same units
     */
    static Tolerance between(
            Precision recorded, Precision replayed, boolean sameDraws, Hyperparameters hyperparameters) {
        double rate = hyperparameters.dropoutRate();
        double dropped = sameDraws ? 0 : DROPPED * Math.sqrt(rate / (1 - rate) * BATCH / hyperparameters.batchSize());
        return recorded == Precision.FP32 && replayed == Precision.FP32
                ? new Tolerance(1e-4, 0.05, dropped)
                : new Tolerance(0.02, 0.2, dropped);
    }

    /**
     * The greatest difference at a step.
     *
     * @param step counted from 0
     */
    double at(int step) {
        return Math.min(last, first * Math.pow(GROWTH, step)) + dropped;
    }
}
