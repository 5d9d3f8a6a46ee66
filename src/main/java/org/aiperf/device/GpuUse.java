// SPDX-License-Identifier: Apache-2.0
package org.aiperf.device;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import org.jspecify.annotations.Nullable;

/**
 * How GPUs are used, on average over all of them and some time.
 *
 * @param count GPUs
 * @param use share of the time in which a kernel ran, from 0 to 1
 * @param memory share of their memory that is taken, from 0 to 1
 * @param watts power of one; null if it cannot be told
 */
public record GpuUse(
        int count,
        double use,
        double memory,
        @JsonSetter(nulls = Nulls.SET) @Nullable Double watts) {

    public GpuUse {
        MachineUse.requireShare("use of GPUs", use);
        MachineUse.requireShare("memory of GPUs", memory);
        if (count < 1 || (watts != null && !(watts >= 0 && watts < Double.POSITIVE_INFINITY))) {
            throw new IllegalArgumentException("%d GPUs with %s W each do not exist".formatted(count, watts));
        }
    }
}
