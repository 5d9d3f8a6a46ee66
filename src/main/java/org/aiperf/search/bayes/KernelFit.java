// SPDX-License-Identifier: Apache-2.0
package org.aiperf.search.bayes;

/** Chooses the kernel that makes observed values most likely, from a grid. */
final class KernelFit {

    private static final double[] LENGTHS = {2, 4, 8, 16};
    private static final double[] NUGGETS = {0.01, 0.05, 0.2, 0.6};

    /** Where to begin, before there is anything to fit. */
    static final Kernel INITIAL = new Kernel(8, 0.05);

    private KernelFit() {}

    /**
     * The most likely kernel.
     *
     * @param distances lower triangle: row i has the distances to the rows before it
     * @param values one for each row
     */
    static Kernel of(double[][] distances, double[] values) {
        Kernel best = INITIAL;
        double least = Double.POSITIVE_INFINITY;
        for (double length : LENGTHS) {
            for (double nugget : NUGGETS) {
                Kernel kernel = new Kernel(length, nugget);
                GaussianProcess process = new GaussianProcess(nugget);
                for (double[] row : distances) {
                    process.append(kernel.at(row));
                }
                process.values(values);
                if (process.negativeLogLikelihood() < least) {
                    least = process.negativeLogLikelihood();
                    best = kernel;
                }
            }
        }
        return best;
    }
}
