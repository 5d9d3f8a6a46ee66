// SPDX-License-Identifier: Apache-2.0
package org.aiperf.trial;

import java.util.List;

/**
 * How many epochs a trial may train: few in the first rounds, so that the search soon knows something (method section
 * 2.1).
 *
 * @param warmUp epochs in round 0, 1 and so on
 * @param maximum epochs in all later rounds
 * @param scale factor on all of them
 */
public record EpochBudget(List<Integer> warmUp, int maximum, double scale) {

    public EpochBudget {
        warmUp = List.copyOf(warmUp);
    }

    /** Epochs of a trial in a round, at least 1. */
    public int epochs(int round) {
        return scaled(round < warmUp.size() ? warmUp.get(round) : maximum);
    }

    /** A number of epochs with the scale applied, at least 1. */
    public int scaled(int epochs) {
        return (int) Math.max(1, Math.round(epochs * scale));
    }
}
