// SPDX-License-Identifier: Apache-2.0
package org.aiperf.device;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.aiperf.unit.Silicon;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MachineTest {

    @Test
    void seesThisMachine() {
        Machine machine = Machine.local();
        assertThat(machine.cores()).isPositive();
        assertThat(machine.memoryBytes()).isGreaterThan(1L << 28);
        assertThat(machine.describe()).containsKeys("processor", "cores", "memory", "operating system", "java");
    }

    @Test
    void takesTheProcessorsNameAsLinuxTellsIt(@TempDir Path directory) throws IOException {
        Path file = Files.writeString(
                directory.resolve("cpuinfo"), "processor\t: 0\nmodel name\t: Some CPU @ 3 GHz\nprocessor\t: 1\n");
        assertThat(Machine.processorName(file)).isEqualTo("Some CPU @ 3 GHz");
        assertThat(Machine.processorName(directory.resolve("none"))).isEqualTo("unknown");
    }

    @ParameterizedTest
    @CsvSource({
        "GenuineIntel, avx512f avx512_bf16 amx_bf16, CPU_BF16",
        "GenuineIntel, avx512f avx512_bf16, CPU_SLOW_BF16",
        "AuthenticAMD, avx512f avx512_bf16, CPU_BF16",
        "GenuineIntel, avx512f avx512_bf16x, CPU",
        "AuthenticAMD, avx2, CPU",
    })
    void knowsWhatAProcessorComputesIn(String vendor, String flags, Silicon silicon, @TempDir Path directory)
            throws IOException {
        Path cpuInfo = Files.writeString(
                directory.resolve("cpuinfo"),
                "processor\t: 0\nvendor_id\t: %s\nflags\t\t: fpu %s sse\n".formatted(vendor, flags));

        assertThat(Machine.silicon(cpuInfo)).isEqualTo(silicon);
        assertThat(Machine.silicon(directory.resolve("missing"))).isEqualTo(Silicon.CPU);
    }
}
