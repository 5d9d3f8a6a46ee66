// SPDX-License-Identifier: Apache-2.0
package org.aiperf.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UseMeterTest {

    private static final long GIB = 1L << 30;

    private Instant now = Instant.EPOCH;
    private long cpuNanos = 7_000_000_000L;
    private long memory = GIB;

    private final ProcessUse process = new ProcessUse() {
        @Override
        public long cpuNanos() {
            return cpuNanos;
        }

        @Override
        public int processors() {
            return 4;
        }

        @Override
        public long memory() {
            return memory;
        }

        @Override
        public long allMemory() {
            return 8 * GIB;
        }
    };

    /** Three GPUs; the last one is divided and tells neither use nor memory, and the first one alone its power. */
    private static final class ThreeGpus implements GpuSensors {

        private double use = 1;

        @Override
        public int count() {
            return 3;
        }

        @Override
        public OptionalLong energy(int gpu) {
            return OptionalLong.empty();
        }

        @Override
        public OptionalLong power(int gpu) {
            return gpu == 0 ? OptionalLong.of(300_000) : OptionalLong.empty();
        }

        @Override
        public OptionalDouble use(int gpu) {
            return gpu == 2 ? OptionalDouble.empty() : OptionalDouble.of(use);
        }

        @Override
        public OptionalDouble memory(int gpu) {
            return gpu == 2 ? OptionalDouble.empty() : OptionalDouble.of(gpu == 0 ? 0.75 : 0.25);
        }
    }

    @Test
    void takesCpuTimeBetweenReadingsAndTheMeanOfSamples() {
        ThreeGpus gpus = new ThreeGpus();
        UseMeter meter = new UseMeter(process, Optional.of(gpus), () -> now);

        meter.sample();
        now = now.plusSeconds(10);
        cpuNanos += 20_000_000_000L;
        memory = 3 * GIB;
        gpus.use = 0.5;
        assertThat(meter.read()).isEqualTo(new MachineUse(0.5, 2 * GIB, 0.25, new GpuUse(2, 0.75, 0.5, 300.0)));

        now = now.plusSeconds(10);
        assertThat(meter.read()).isEqualTo(new MachineUse(0, 3 * GIB, 0.375, new GpuUse(2, 0.5, 0.5, 300.0)));
    }

    @Test
    void clocksThatDisagreeMakeNoMoreThanAllProcessors() {
        UseMeter meter = new UseMeter(process, Optional.empty(), () -> now);
        now = now.plusMillis(100);
        cpuNanos += 500_000_000L;

        assertThat(meter.read()).isEqualTo(new MachineUse(1, GIB, 0.125, null));
    }

    @Test
    void thisMachineTellsItsUseInNextToNoTime() {
        UseMeter meter = UseMeter.ofJvm(InstantSource.system());
        meter.sample();
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        long begin = threads.getCurrentThreadCpuTime();
        for (int i = 0; i < 100; i++) {
            meter.sample();
        }
        MachineUse use = meter.read();

        assertThat(threads.getCurrentThreadCpuTime() - begin)
                .as("CPU time of 100 samples")
                .isLessThan(2_000_000_000L);
        assertThat(use.memory()).isBetween(10L << 20, 1L << 40);
        assertThat(use.memoryShare()).isBetween(1e-6, 1.0);
    }

    @Test
    void aKernelThatDoesNotTellTheMemoryIsNamed(@TempDir Path directory) throws IOException {
        Path status = Files.writeString(directory.resolve("status"), "Name:\tjava\nVmRSS:\t  123456 kB\n");

        assertThat(ProcessUse.residentKib(status)).isEqualTo(123_456);
        Files.writeString(status, "Name:\tjava\n");
        assertThatThrownBy(() -> ProcessUse.residentKib(status))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("no line VmRSS");
    }
}
