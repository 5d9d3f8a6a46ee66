// SPDX-License-Identifier: Apache-2.0
package org.aiperf.device;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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
}
