// SPDX-License-Identifier: Apache-2.0
package org.aiperf.device;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EnergyMeterTest {

    private Instant now = Instant.EPOCH;

    /** A GPU with an energy counter and one that only tells its power. */
    private static final class TwoGpus implements GpuSensors {

        private long energy = 1_000_000;

        @Override
        public int count() {
            return 2;
        }

        @Override
        public OptionalLong energy(int gpu) {
            return gpu == 0 ? OptionalLong.of(energy) : OptionalLong.empty();
        }

        @Override
        public OptionalLong power(int gpu) {
            return OptionalLong.of(150_000);
        }

        @Override
        public OptionalDouble use(int gpu) {
            return OptionalDouble.empty();
        }

        @Override
        public OptionalDouble memory(int gpu) {
            return OptionalDouble.empty();
        }
    }

    @Test
    void readsPackagesAndMemoryAcrossTheEndOfTheirRange(@TempDir Path powercap) throws IOException {
        Path cpu = zone(powercap, "intel-rapl:0", "package-0", 9_000_000);
        zone(powercap, "intel-rapl:0:0", "core", 5_000_000);
        Path memory = zone(powercap, "intel-rapl:0:1", "dram", 0);
        EnergyMeter meter = new EnergyMeter(RaplCounter.below(powercap));

        Files.writeString(cpu.resolve("energy_uj"), "9500000\n");
        assertThat(meter.joules()).isEqualTo(Map.of("cpu", 0.5, "memory", 0.0));
        Files.writeString(cpu.resolve("energy_uj"), "1500000\n");
        Files.writeString(memory.resolve("energy_uj"), "250000\n");
        assertThat(meter.joules()).isEqualTo(Map.of("cpu", 2.5, "memory", 0.25));
        assertThat(meter.quality()).isEqualTo("cpu: RAPL energy counters; memory: RAPL energy counters");

        Files.delete(memory.resolve("energy_uj"));
        assertThat(meter.joules()).isEmpty();
    }

    @Test
    void takesGpusByTheirCounterOrTheirPower() {
        TwoGpus gpus = new TwoGpus();
        List<EnergyCounter> counters = new ArrayList<>(GpuEnergy.of(gpus, () -> now));
        EnergyMeter meter = new EnergyMeter(counters);

        assertThat(meter.joules()).isEqualTo(Map.of("gpu", 0.0));
        now = now.plusSeconds(2);
        gpus.energy += 400_000;
        assertThat(meter.joules()).isEqualTo(Map.of("gpu", 700.0));
        assertThat(meter.quality()).isEqualTo("gpu: NVML energy counters; gpu: NVML power, sampled every second");
    }

    @Test
    void aMachineWithoutCountersSaysSo(@TempDir Path powercap) {
        EnergyMeter meter = new EnergyMeter(RaplCounter.below(powercap.resolve("none")));

        assertThat(meter.joules()).isEmpty();
        assertThat(meter.quality()).contains("no energy counter can be read");
    }

    private static Path zone(Path powercap, String directory, String name, long energy) throws IOException {
        Path zone = Files.createDirectories(powercap.resolve(directory));
        Files.writeString(zone.resolve("name"), name + "\n");
        Files.writeString(zone.resolve("max_energy_range_uj"), "10000000\n");
        Files.writeString(zone.resolve("energy_uj"), energy + "\n");
        return zone;
    }
}
