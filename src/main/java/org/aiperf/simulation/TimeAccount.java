// SPDX-License-Identifier: Apache-2.0
package org.aiperf.simulation;

import java.util.EnumMap;
import java.util.Map;
import org.aiperf.simulation.ClusterResult.Use;

/** Where the time of a simulated cluster's slots went, in nanoseconds. */
final class TimeAccount {

    private final Map<Use, Long> nanos = new EnumMap<>(Use.class);

    void add(Use use, long time) {
        nanos.merge(use, time, Long::sum);
    }

    /** Shares of all that was added, 1 in all. */
    Map<Use, Double> shares() {
        double all = nanos.values().stream().mapToDouble(Long::doubleValue).sum();
        Map<Use, Double> shares = new EnumMap<>(Use.class);
        for (Use use : Use.values()) {
            shares.put(use, all == 0 ? 0 : nanos.getOrDefault(use, 0L) / all);
        }
        return shares;
    }
}
