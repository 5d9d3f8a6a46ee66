// SPDX-License-Identifier: Apache-2.0
package org.aiperf.device;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.aiperf.unit.Precision;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import oshi.SystemInfo;

class SystemProbeTest {

    private static final String GPUS = """
            0, NVIDIA H200, 143771 MiB, 580.159.03, 1980 MHz, 5, 16, 700.00 W, Enabled
            1, NVIDIA H200, 143771 MiB, 580.159.03, 1980 MHz, 5, 16, 700.00 W, Enabled
            """;

    private static final String TOPOLOGY = """
            \tGPU0\tGPU1\tNIC0\tCPU Affinity\tNUMA Affinity
            GPU0\t X \tNV18\tPXB\t0-47\t0
            GPU1\tNV18\t X \tSYS\t0-47\t0

            Legend:
              SYS  = Connection traversing PCIe as well as the SMP interconnect between NUMA nodes
            """;

    /** A machine with two GPUs that was recorded elsewhere. */
    private static Optional<String> recorded(List<String> command) {
        return Optional.of(command.get(1).equals("topo") ? TOPOLOGY : GPUS);
    }

    @Test
    void describesHostAcceleratorsAndLinksByMlperfsNames(@TempDir Path sys) throws IOException {
        write(sys.resolve("class/infiniband/mlx5_0/ports/1/rate"), "400 Gb/sec (4X NDR)\n");
        write(sys.resolve("class/net/eth0/speed"), "25000\n");
        Files.createDirectories(sys.resolve("class/net/eth0/device"));
        write(sys.resolve("class/net/docker0/speed"), "10000\n");

        write(sys.resolve("devices/system/cpu/cpu0/cache/index0/level"), "1\n");
        write(sys.resolve("devices/system/cpu/cpu0/cache/index0/type"), "Data\n");
        write(sys.resolve("devices/system/cpu/cpu0/cache/index0/size"), "32K\n");

        SystemDescription node = new SystemProbe(new SystemInfo(), SystemProbeTest::recorded, sys)
                .describe("dl4j 1.0.0", Map.of("Java", "17"));

        assertThat(node.host()).isNotBlank();
        assertThat(node.fields())
                .containsKeys("host_processor_core_count", "host_memory_capacity", "operating_system")
                .containsEntry("accelerators_per_node", "2")
                .containsEntry("accelerator_model_name", "NVIDIA H200")
                .containsEntry("accelerator_memory_capacity", "143771 MiB")
                .containsEntry("accelerator_frequency", "1980 MHz")
                .containsEntry("accelerator_host_interconnect", "PCIe 5 x16")
                .containsEntry("accelerator_interconnect", "NVLink x18, PCIe (PXB), PCIe (SYS)")
                .containsEntry("aiperf_accelerator_driver", "580.159.03")
                .containsEntry("host_networking", "mlx5_0 port 1: 400 Gb/sec (4X NDR); eth0: 25 Gb/s")
                .containsEntry("host_processor_caches", "L1 data 32K")
                .containsEntry("framework", "dl4j 1.0.0")
                .containsEntry("other_software_stack", "Java 17");
        assertThat(node.fields().values()).noneMatch(String::isBlank);
    }

    @Test
    void aMachineWithoutAcceleratorsHasNone(@TempDir Path sys) {
        SystemDescription node =
                new SystemProbe(new SystemInfo(), command -> Optional.empty(), sys).describe("dl4j", Map.of());

        assertThat(node.fields())
                .containsEntry("accelerators_per_node", "0")
                .doesNotContainKeys("accelerator_model_name", "host_networking");
        assertThat(Accelerator.of(command -> Optional.of("NVIDIA-SMI has failed because it couldn't communicate\n")))
                .isEmpty();
    }

    @Test
    void programsThatAreMissingFailOrHangTellNothing() {
        Processes processes = new Processes(Duration.ofMillis(300));

        assertThat(processes.output(List.of("echo", "here"))).hasValue("here\n");
        assertThat(processes.output(List.of("no-such-program-anywhere"))).isEmpty();
        assertThat(processes.output(List.of("false"))).isEmpty();
        assertThat(processes.output(List.of("sleep", "60"))).isEmpty();
    }

    @Test
    void peaksAreThoseOfTheMakers() {
        assertThat(PeakRate.ofAccelerator("NVIDIA H200", Precision.FP32)
                        .orElseThrow()
                        .rate()
                        .teraPerSecond())
                .isEqualTo(67);
        assertThat(PeakRate.ofAccelerator("Tesla V100-PCIE-32GB", Precision.FP16)
                        .orElseThrow()
                        .rate()
                        .teraPerSecond())
                .isEqualTo(112);
        assertThat(PeakRate.ofAccelerator("NVIDIA A100-SXM4-80GB", Precision.TF32)
                        .orElseThrow()
                        .rate()
                        .teraPerSecond())
                .isEqualTo(156);
        assertThat(PeakRate.ofAccelerator("Tesla V100", Precision.TF32)).isEmpty();
        assertThat(PeakRate.ofAccelerator("Some Card", Precision.FP32)).isEmpty();
        PeakRate processors = PeakRate.ofProcessors(
                        new SystemDescription(
                                "node",
                                Map.of(
                                        "host_processor_core_count", "64",
                                        "aiperf_usable_cores", "4",
                                        "host_processor_frequency", "2.50 GHz",
                                        "aiperf_vector_bits", "256")),
                        Precision.FP32)
                .orElseThrow();
        assertThat(processors.rate().gigaPerSecond()).isEqualTo(320);
        assertThat(processors.basis())
                .isEqualTo("4 cores x 2.50 GHz x two units of 256-bit fused multiply-add, an upper bound");
    }

    private static void write(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }
}
