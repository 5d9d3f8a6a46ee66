// SPDX-License-Identifier: Apache-2.0
package org.aiperf.spark.table;

import java.time.Instant;
import java.util.List;
import org.aiperf.device.GpuUse;
import org.aiperf.device.MachineUse;
import org.aiperf.history.UseCourse;
import org.jspecify.annotations.Nullable;

/** How the executors of a run used their machines in a part of its time, on average over all of them. */
public record UseRow(
        @Column("name of the run") String run,

        @Column("begin of the part; a point in time, UTC") Instant start,

        @Column("end of the part; a point in time, UTC") Instant end,

        @Column("executors that were measured, on average over the part")
        double executors,

        @Column(value = "used part of the time of all processors that an executor may use", unit = "share, 0 to 1")
        double cpu,

        @Column(value = "memory that an executor holds, within and beside the Java heap", unit = "bytes")
        long memory,

        @Column(value = "memory as a part of what the machine or the container has", unit = "share, 0 to 1")
        double memoryShare,

        @Column(
                value = "part of the time in which a kernel ran on the nodes' GPUs; null without GPUs",
                unit = "share, 0 to 1")
        @Nullable Double gpu,

        @Column(value = "part of the GPUs' memory that is taken; null without GPUs", unit = "share, 0 to 1") @Nullable Double gpuMemory,

        @Column(value = "power of one GPU; null if it cannot be told", unit = "W") @Nullable Double gpuWatts) {

    static List<UseRow> of(Recording recording) {
        return recording.history().use().parts().stream()
                .map(part -> row(recording.name(), part))
                .toList();
    }

    private static UseRow row(String run, UseCourse.Part part) {
        MachineUse use = part.use();
        GpuUse gpus = use.gpus();
        return new UseRow(
                run,
                Instant.ofEpochMilli(part.from()),
                Instant.ofEpochMilli(part.to()),
                part.executors(),
                use.cpu(),
                use.memory(),
                use.memoryShare(),
                gpus == null ? null : (Double) gpus.use(),
                gpus == null ? null : (Double) gpus.memory(),
                gpus == null ? null : gpus.watts());
    }
}
