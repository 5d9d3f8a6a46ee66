// SPDX-License-Identifier: Apache-2.0
package org.aiperf.report;

import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import org.aiperf.history.History;
import org.aiperf.history.Phase;

/**
 * Where the time of the slots went: of each driver, from its first trial's start to its last record, once for each
 * slot that it used. The parts add up to the whole.
 *
 * @param parts time of all slots by phase
 */
public record TimeBudget(Map<Phase, Duration> parts) {

    public TimeBudget {
        Map<Phase, Duration> all = new EnumMap<>(Phase.class);
        for (Phase phase : Phase.values()) {
            all.put(phase, parts.getOrDefault(phase, Duration.ZERO));
        }
        parts = Collections.unmodifiableMap(all);
    }

    static TimeBudget of(History history, Instant now) {
        return new TimeBudget(history.phases(now));
    }

    /** Time of all slots. */
    public Duration whole() {
        return parts.values().stream().reduce(Duration.ZERO, Duration::plus);
    }

    /** Time of one phase. */
    public Duration time(Phase phase) {
        return parts.getOrDefault(phase, Duration.ZERO);
    }

    /** Share of the slots' time in which they had a trial, from 0 to 1. */
    public double use() {
        return 1 - share(Phase.SEARCH) - share(Phase.IDLE);
    }

    /** Share of one phase in the whole, from 0 to 1. */
    public double share(Phase phase) {
        return whole().isZero() ? 0 : (double) time(phase).toMillis() / whole().toMillis();
    }
}
