// SPDX-License-Identifier: Apache-2.0
package org.aiperf.search.tpe;

/** Values of a parameter that were observed, ready for a {@link Density} at any time. Not thread-safe. */
interface Evidence {

    /** Adds a value that was observed after all others; it lies within the parameter. */
    void add(double value);

    /** How likely values are among those that were observed; later ones do not change it. */
    Density density();
}
