// SPDX-License-Identifier: Apache-2.0
package org.aiperf.history;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.aiperf.device.MachineUse;
import org.aiperf.device.UseSum;
import org.jspecify.annotations.Nullable;

/**
 * How the executors of a run used their machines, on average over all of them: in at most {@value #PARTS} equal parts of the
 * run's time, which grow with it, and by machine. Not thread-safe.
 */
public final class UseCourse {

    static final int PARTS = 256;

    private static final long FIRST_WIDTH = 5_000;

    private final @Nullable UseSum[] parts = new @Nullable UseSum[PARTS];
    private final Map<String, UseSum> hosts = new TreeMap<>();
    private final UseSum all = new UseSum();
    private long begin = Long.MAX_VALUE;
    private long width = FIRST_WIDTH;

    /**
     * The mean over a part of the time.
     *
     * @param from its begin, in milliseconds since 1970
     * @param to its end
     * @param executors that were measured, on average
     */
    public record Part(long from, long to, double executors, MachineUse use) {}

    /** The first driver's start is the begin of it all. */
    void begin(long time) {
        begin = Math.min(begin, time);
    }

    void add(UseMeasured measured) {
        long to = Math.max(measured.time(), begin);
        long from = Math.max(to - Math.min(measured.millis(), to), begin);
        while (to - begin > PARTS * width) {
            widen();
        }
        for (int part = (int) ((from - begin) / width); part < PARTS && begin + part * width < to; part++) {
            double overlap = Math.min(to, begin + (part + 1) * width) - Math.max(from, begin + part * width);
            UseSum sum = parts[part];
            if (sum == null) {
                sum = new UseSum();
                parts[part] = sum;
            }
            sum.add(measured.use(), overlap);
        }
        double millis = (double) to - from;
        all.add(measured.use(), millis);
        hosts.computeIfAbsent(measured.host(), host -> new UseSum()).add(measured.use(), millis);
    }

    private void widen() {
        for (int part = 0; part < PARTS; part++) {
            UseSum both = null;
            for (int half = 2 * part; half < Math.min(2 * part + 2, PARTS); half++) {
                UseSum one = parts[half];
                if (both == null) {
                    both = one;
                } else if (one != null) {
                    both.add(one);
                }
            }
            parts[part] = both;
        }
        width *= 2;
    }

    /** The parts of the time in which something was measured, in order. */
    public List<Part> parts() {
        List<Part> measured = new ArrayList<>();
        for (int part = 0; part < PARTS; part++) {
            UseSum sum = parts[part];
            if (sum != null && sum.weight() > 0) {
                long from = begin + part * width;
                measured.add(new Part(from, from + width, sum.weight() / width, sum.mean()));
            }
        }
        return measured;
    }

    /** The mean over all executors and all of the time; empty if nothing was measured. */
    public Optional<MachineUse> mean() {
        return all.weight() > 0 ? Optional.of(all.mean()) : Optional.empty();
    }

    /** The mean of each machine over the time, by its name. */
    public Map<String, MachineUse> hosts() {
        Map<String, MachineUse> means = new TreeMap<>();
        hosts.forEach((host, sum) -> means.put(host, sum.mean()));
        return Collections.unmodifiableMap(means);
    }
}
