// SPDX-License-Identifier: Apache-2.0
package org.aiperf.device;

import java.time.InstantSource;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * Measures how this process uses its machine. CPU time is exact between two readings; memory and GPUs are sampled.
 * Not thread-safe.
 */
public final class UseMeter {

    /** Four of a share are kept. */
    private static final double DIGITS = 1e4;

    private final ProcessUse process;
    private final Optional<GpuSensors> sensors;
    private final InstantSource clock;
    private UseSum samples = new UseSum();
    private long begin;
    private long cpu;

    UseMeter(ProcessUse process, Optional<GpuSensors> sensors, InstantSource clock) {
        this.process = process;
        this.sensors = sensors;
        this.clock = clock;
        this.begin = clock.millis();
        this.cpu = process.cpuNanos();
    }

    /** Of this JVM, with the GPUs of the machine, if there are any. */
    public static UseMeter ofJvm(InstantSource clock) {
        return new UseMeter(ProcessUse.ofJvm(), NvmlSensors.open(), clock);
    }

    /**
     * Looks at memory and GPUs.
     *
     * @throws RuntimeException if the machine does not tell
     */
    public void sample() {
        long memory = process.memory();
        samples.add(new MachineUse(0, memory, share((double) memory, (double) process.allMemory()), null), 1);
        sensors.ifPresent(this::sample);
    }

    /** GPUs that tell their use and their memory; parts of divided ones do not. */
    private void sample(GpuSensors gpus) {
        for (int gpu = 0; gpu < gpus.count(); gpu++) {
            OptionalDouble use = gpus.use(gpu);
            OptionalDouble memory = gpus.memory(gpu);
            OptionalLong power = gpus.power(gpu);
            if (use.isPresent() && memory.isPresent()) {
                Double watts = power.isPresent() ? power.getAsLong() / 1e3 : null;
                samples.add(new GpuUse(1, within(use.getAsDouble()), within(memory.getAsDouble()), watts), 1);
            }
        }
    }

    /** The use since it was last read; it holds a sample more. */
    public MachineUse read() {
        sample();
        long now = clock.millis();
        long used = process.cpuNanos();
        double cpuShare = share((used - cpu) / 1e6, (double) (now - begin) * process.processors());
        MachineUse means = samples.mean();
        samples = new UseSum();
        begin = now;
        cpu = used;
        return new MachineUse(cpuShare, means.memory(), means.memoryShare(), means.gpus());
    }

    private static double share(double part, double whole) {
        return whole > 0 ? within(Math.round(DIGITS * part / whole) / DIGITS) : 0;
    }

    /** Clocks of several counters may disagree a little. */
    private static double within(double share) {
        return Math.max(0, Math.min(share, 1));
    }
}
