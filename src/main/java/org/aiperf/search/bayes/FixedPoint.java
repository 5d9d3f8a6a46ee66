// SPDX-License-Identifier: Apache-2.0
package org.aiperf.search.bayes;

/**
 * Costs as whole numbers. The scale is three times a power of two: thirds of dyadic ratios, what doubled widths cost,
 * are exact; any other cost is off by at most half a unit. Chains of up to 680 layers are all computed on the same
 * scale, longer ones on a coarser one, so that no sum overflows.
 *
 * @param one the number that stands for a cost of 1
 */
record FixedPoint(int one) {

    private static final int FINEST = 20;

    /** The scale for chains of up to a length. */
    static FixedPoint forLength(int longest) {
        int room = Integer.numberOfLeadingZeros(3 * (longest + 2)) - 1;
        return new FixedPoint(3 << Math.min(FINEST, room));
    }

    /** The costs of putting a class in the place of each class numbered so far. */
    int[] costs(int number) {
        double[] exact = LayerAlphabet.costs(number);
        int[] rounded = new int[exact.length];
        for (int i = 0; i < exact.length; i++) {
            rounded[i] = (int) Math.round(exact[i] * one);
        }
        return rounded;
    }

    double toDouble(int fixed) {
        return fixed / (double) one;
    }
}
