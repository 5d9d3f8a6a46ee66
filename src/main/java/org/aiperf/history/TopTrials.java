// SPDX-License-Identifier: Apache-2.0
package org.aiperf.history;

import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;

/** The first few of all trials in some order, kept as trials come. */
final class TopTrials {

    private final int most;
    private final TreeSet<TrialHistory> first;

    /**
     * @param most how many are kept
     * @param order tells any two trials apart, the first of them first
     */
    TopTrials(int most, Comparator<TrialHistory> order) {
        this.most = most;
        this.first = new TreeSet<>(order);
    }

    void add(TrialHistory trial) {
        first.add(trial);
        if (first.size() > most) {
            first.pollLast();
        }
    }

    List<TrialHistory> list() {
        return List.copyOf(first);
    }
}
