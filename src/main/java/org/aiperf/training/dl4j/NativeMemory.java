// SPDX-License-Identifier: Apache-2.0
package org.aiperf.training.dl4j;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.Map;
import java.util.Optional;
import org.bytedeco.javacpp.Pointer;

/**
 * What this process may allocate beside its Java heap, where networks live, and whether it was started so that it gives
 * back what a trial has used.
 *
 * @param machine bytes of the machine or the container
 * @param heap bytes that the Java heap may grow to
 * @param limit bytes that JavaCPP allocates at most, 0 for no limit
 * @param environment of the process
 */
record NativeMemory(long machine, long heap, long limit, Map<String, String> environment) {

    private static final String ARENAS = "MALLOC_ARENA_MAX";

    /** That of this process. */
    static NativeMemory ofProcess() {
        return new NativeMemory(
                ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getTotalMemorySize(),
                Runtime.getRuntime().maxMemory(),
                Pointer.maxBytes(),
                System.getenv());
    }

    /** The share of each of some trials at once. */
    long share(int slots) {
        long beside = machine - heap;
        return (limit > 0 ? Math.min(limit, beside) : beside) / slots;
    }

    /** What the launcher sets and somebody else who starts the process may have forgotten. */
    Optional<String> problem() {
        return environment.containsKey(ARENAS)
                ? Optional.empty()
                : Optional.of(ARENAS
                        + " is not set, so memory of finished trials may stay with this process; start by submit/aiperf, or set spark.executorEnv."
                        + ARENAS + "=2");
    }
}
