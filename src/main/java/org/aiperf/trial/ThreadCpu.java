// SPDX-License-Identifier: Apache-2.0
package org.aiperf.trial;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;

/** CPU time of threads, in nanoseconds; 0 where the JVM does not know it. */
final class ThreadCpu {

    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private ThreadCpu() {}

    /** CPU time of the calling thread since it began. */
    static long now() {
        return Math.max(THREADS.getCurrentThreadCpuTime(), 0);
    }

    /** CPU time of a thread since it began; 0 if it has ended. */
    static long of(long thread) {
        return Math.max(THREADS.getThreadCpuTime(thread), 0);
    }
}
