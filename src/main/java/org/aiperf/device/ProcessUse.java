// SPDX-License-Identifier: Apache-2.0
package org.aiperf.device;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import org.aiperf.foreign.Cause;

/** What this process takes of the machine or the container that it runs in. */
interface ProcessUse {

    /** CPU time of all threads since the process began, in nanoseconds. */
    long cpuNanos();

    /** Processors that it may use. */
    int processors();

    /** Bytes of memory that it holds, within and beside the Java heap. */
    long memory();

    /** Bytes of memory that there are. */
    long allMemory();

    /** As Linux and the JVM tell it. */
    static ProcessUse ofJvm() {
        OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
        return new ProcessUse() {
            @Override
            public long cpuNanos() {
                return system.getProcessCpuTime();
            }

            @Override
            public int processors() {
                return system.getAvailableProcessors();
            }

            @Override
            public long memory() {
                return residentKib(Path.of("/proc/self/status")) << 10;
            }

            @Override
            public long allMemory() {
                return system.getTotalMemorySize();
            }
        };
    }

    /**
     * Resident memory in KiB.
     *
     * @throws UncheckedIOException if the file does not tell it
     */
    static long residentKib(Path status) {
        try {
            return Files.readAllLines(status).stream()
                    .filter(line -> line.startsWith("VmRSS:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                    .findFirst()
                    .orElseThrow(() -> new IOException(status + " has no line VmRSS"));
        } catch (IOException e) {
            throw new UncheckedIOException("The memory of this process cannot be read: " + Cause.of(e), e);
        }
    }
}
