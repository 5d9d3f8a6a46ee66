// SPDX-License-Identifier: Apache-2.0
package org.aiperf.search.bayes;

/** Matches skips of one kind. Implementations keep buffers between calls: one instance a thread. */
interface Assignment {

    /**
     * The least total cost of giving each row a column of its own, at {@link Skips#distance} each.
     *
     * @param rows at least one, and no more than there are columns
     */
    double cost(Endpoints rows, Endpoints columns);
}
