// SPDX-License-Identifier: Apache-2.0
package org.aiperf.device;

import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The energy of a machine since it was first asked, from all of its counters. A counter that cannot be read any more ends
 * the measurement, because the sum would not be the machine's. Not thread-safe.
 */
public final class EnergyMeter {

    private final List<EnergyCounter> counters;

    /** @param counters those of the machine; none is a machine that does not tell its energy */
    public EnergyMeter(List<EnergyCounter> counters) {
        this.counters = List.copyOf(counters);
    }

    /** Joules by part of the machine; empty if nothing can be read. */
    public Map<String, Double> joules() {
        Map<String, Double> sums = new TreeMap<>();
        for (EnergyCounter counter : counters) {
            OptionalDouble joules = counter.joules();
            if (joules.isEmpty()) {
                return Map.of();
            }
            sums.merge(counter.domain(), joules.getAsDouble(), Double::sum);
        }
        return sums;
    }

    /** What is measured and how, for example {@code cpu: RAPL energy counters}. */
    public String quality() {
        return counters.isEmpty()
                ? "no energy counter can be read: neither RAPL below /sys/class/powercap nor NVML"
                : counters.stream()
                        .map(counter -> counter.domain() + ": " + counter.quality())
                        .distinct()
                        .collect(Collectors.joining("; "));
    }
}
