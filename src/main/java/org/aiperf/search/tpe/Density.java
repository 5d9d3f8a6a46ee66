// SPDX-License-Identifier: Apache-2.0
package org.aiperf.search.tpe;

import java.util.random.RandomGenerator;

/** How likely the values of a parameter are. Implementations are immutable. */
interface Density {

    /**
     * A value at random.
     *
     * @throws IllegalStateException if so many were observed that only their sums are kept
     */
    double draw(RandomGenerator random);

    /** Logarithm of the density, or of the probability where values are discrete. */
    double logarithm(double value);
}
