// SPDX-License-Identifier: Apache-2.0
package org.aiperf.spark;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * CPU time of the driver, also where executors share its JVM: of all Java threads but theirs, by what they do. The JVM's
 * own threads, which compile and collect garbage, are in nobody's account, and neither is a thread that began and ended
 * between two looks.
 */
public final class DriverCpu {

    /**
     * Beginnings of the names of threads that run tasks, search for them, tell of them, or wait for the processes by which
     * Hadoop makes a model's file: the executor's.
     */
    private static final List<String> EXECUTOR =
            List.of("Executor task launch worker", "aiperf-search", "executor-heartbeater", "process reaper");

    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private final Map<Long, Long> begin = new HashMap<>();

    /** Begins to measure. */
    public DriverCpu() {
        for (long thread : THREADS.getAllThreadIds()) {
            begin.put(thread, THREADS.getThreadCpuTime(thread));
        }
    }

    /** Seconds since the beginning, by the threads' names without their numbers. */
    public Map<String, Double> seconds() {
        Map<String, Double> seconds = new TreeMap<>();
        for (ThreadInfo thread : THREADS.getThreadInfo(THREADS.getAllThreadIds())) {
            if (thread != null && EXECUTOR.stream().noneMatch(thread.getThreadName()::startsWith)) {
                long spent =
                        THREADS.getThreadCpuTime(thread.getThreadId()) - begin.getOrDefault(thread.getThreadId(), 0L);
                seconds.merge(kind(thread.getThreadName()), Math.max(spent, 0) / 1e9, Double::sum);
            }
        }
        return seconds;
    }

    private static String kind(String name) {
        return name.replaceAll("[-#_ ]*\\d+.*", "");
    }
}
