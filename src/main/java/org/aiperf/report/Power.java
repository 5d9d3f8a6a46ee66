// SPDX-License-Identifier: Apache-2.0
package org.aiperf.report;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.aiperf.history.EnergyMeasured;
import org.aiperf.history.ExecutorDescribed;
import org.aiperf.history.History;

/**
 * The power of all nodes of a run, from energy counters that were read while it ran. What has no counter - mainboards,
 * power supplies, the network - is not in it.
 *
 * @param watts mean power of all nodes that were measured, by part of the machine
 * @param joules energy of those nodes while they were measured
 * @param measured longest measurement of a node
 * @param nodes nodes that were measured
 * @param all nodes that took part
 * @param quality how it was measured
 */
public record Power(Map<String, Double> watts, double joules, Duration measured, int nodes, int all, String quality) {

    /** Executors of one machine measure the same; the one that measured longest counts. */
    public static Optional<Power> of(History history) {
        Map<String, Map<String, Sum>> hosts = new TreeMap<>();
        Set<String> qualities = new TreeSet<>();
        for (EnergyMeasured energy : history.energy()) {
            hosts.computeIfAbsent(energy.host(), host -> new HashMap<>())
                    .computeIfAbsent(energy.executor(), executor -> new Sum())
                    .add(energy);
            qualities.add(energy.quality());
        }
        Map<String, Double> watts = new TreeMap<>();
        double joules = 0;
        long longest = 0;
        for (Map<String, Sum> executors : hosts.values()) {
            Sum sum = executors.values().stream()
                    .max((a, b) -> Long.compare(a.millis, b.millis))
                    .orElseThrow();
            longest = Math.max(longest, sum.millis);
            for (Map.Entry<String, Double> part : sum.joules.entrySet()) {
                joules += part.getValue();
                watts.merge(part.getKey(), 1000 * part.getValue() / Math.max(sum.millis, 1), Double::sum);
            }
        }
        Set<String> all = new HashSet<>(hosts.keySet());
        history.executors().stream().map(ExecutorDescribed::host).forEach(all::add);
        return hosts.isEmpty()
                ? Optional.empty()
                : Optional.of(new Power(
                        watts,
                        joules,
                        Duration.ofMillis(longest),
                        hosts.size(),
                        all.size(),
                        String.join("; ", qualities)));
    }

    /** Mean power of all parts, in watts. */
    public double total() {
        return watts.values().stream().mapToDouble(Double::doubleValue).sum();
    }

    /** Whether no node is missing. */
    public boolean complete() {
        return nodes == all;
    }

    /** One executor's measurements over all drivers. */
    private static final class Sum {

        private final Map<String, Double> joules = new TreeMap<>();
        private long millis;

        void add(EnergyMeasured energy) {
            millis += energy.millis();
            energy.joules().forEach((part, value) -> joules.merge(part, value, Double::sum));
        }
    }
}
