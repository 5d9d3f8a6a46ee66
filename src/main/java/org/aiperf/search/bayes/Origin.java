// SPDX-License-Identifier: Apache-2.0
package org.aiperf.search.bayes;

/**
 * Where a network comes from, as a model sees it.
 *
 * @param parent accuracy of the trial whose network was changed; NaN if there is none
 * @param kinds one bit for each kind of morph that made the network
 */
public record Origin(double parent, long kinds) {

    /** Of a network that comes from no trial. */
    public static final Origin NONE = new Origin(Double.NaN, 0);
}
