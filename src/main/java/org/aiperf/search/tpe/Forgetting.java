// SPDX-License-Identifier: Apache-2.0
package org.aiperf.search.tpe;

/**
 * Weights of observations by their age (method section 5.3): the newest count in full, those before them the less the older
 * they are. Old ones have weights on a line, so that sums of any number of them need two numbers.
 *
 * @param count number of observations
 */
record Forgetting(int count) {

    /** Newest observations that count in full. */
    private static final int REMEMBERED = 25;

    /** Number of observations that do not count in full any more; they are the oldest. */
    int old() {
        return Math.max(count - REMEMBERED, 0);
    }

    /**
     * Weight of an observation.
     *
     * @param rank its place among all, from 0 for the oldest
     */
    double weight(int rank) {
        return rank >= old() ? 1 : oldest() + slope() * rank;
    }

    /** Weight of the oldest observation, if it is old. */
    double oldest() {
        return 1.0 / Math.max(count, 1);
    }

    /** By how much the weight of an old observation exceeds that of the one before it. */
    double slope() {
        return old() < 2 ? 0 : (1 - oldest()) / (old() - 1);
    }

    /** Sum of all weights. */
    double sum() {
        double old = old();
        return count - old + old * oldest() + slope() * old * (old - 1) / 2;
    }
}
