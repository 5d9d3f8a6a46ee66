// SPDX-License-Identifier: Apache-2.0
package org.aiperf.device;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import org.jspecify.annotations.Nullable;

/**
 * How an executor uses its machine, on average over some time.
 *
 * @param cpu share of the time of all processors that it may use, from 0 to 1
 * @param memory bytes that it holds, within and beside the Java heap
 * @param memoryShare the same as a share of what the machine or its container has, from 0 to 1
 * @param gpus those of the machine; null if there are none, or they do not tell
 */
public record MachineUse(
        double cpu,
        long memory,
        double memoryShare,
        @JsonSetter(nulls = Nulls.SET) @Nullable GpuUse gpus) {

    public MachineUse {
        requireShare("CPU use", cpu);
        requireShare("memory share", memoryShare);
        if (memory < 0) {
            throw new IllegalArgumentException("A memory of %d bytes is none".formatted(memory));
        }
    }

    static void requireShare(String what, double share) {
        if (!(share >= 0 && share <= 1)) {
            throw new IllegalArgumentException("The %s, %s, is no share from 0 to 1".formatted(what, share));
        }
    }
}
