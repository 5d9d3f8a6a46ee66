// SPDX-License-Identifier: Apache-2.0
package org.aiperf.submission;

import org.aiperf.unit.Precision;

/**
 * How far the losses of a training that is begun again may be from those that were recorded, as a share of them (method
 * section 8.1). The same library, arithmetic and processor give equal bits; others round otherwise, and what is rounded
 * otherwise grows from step to step. The numbers are several times the greatest difference that was seen between
 * Deeplearning4j's layers, ours and libtorch.
 *
 * @param first at the first step, which depends on the initial weights and the order of the images alone
 * @param last at the last recorded step and later
 */
record Tolerance(double first, double last) {

    private static final Tolerance SINGLE = new Tolerance(1e-4, 0.05);
    private static final Tolerance HALF = new Tolerance(0.02, 0.2);

    static Tolerance between(Precision recorded, Precision replayed) {
        return recorded == Precision.FP32 && replayed == Precision.FP32 ? SINGLE : HALF;
    }

    /**
     * The greatest difference at a step.
     *
     * @param step counted from 0
     * @param steps that were recorded
     */
    double at(int step, int steps) {
        double share = steps < 2 ? 0 : Math.min(1, (double) step / (steps - 1));
        return first * Math.pow(last / first, share);
    }
}
