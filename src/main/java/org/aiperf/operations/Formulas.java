// SPDX-License-Identifier: Apache-2.0
package org.aiperf.operations;

import org.aiperf.network.Shape;

/** Forward formulas that all definitions share (method section 1.4). */
final class Formulas {

    private Formulas() {}

    /** Elements of a shape; floating point like the counts, which pass the range of integers. */
    static double elements(Shape shape) {
        return (double) shape.size();
    }

    /** Sums and one division per channel. */
    static double globalAverage(Shape in) {
        return elements(in) - in.channels() + 4.0 * in.channels();
    }

    /** Exponentials, their sum and the divisions. */
    static double softmax(long classes) {
        return 8.0 * classes + (classes - 1) + 4.0 * classes;
    }
}
