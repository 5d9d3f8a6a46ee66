// SPDX-License-Identifier: Apache-2.0
package org.aiperf.device;

import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import oshi.SystemInfo;
import oshi.hardware.CentralProcessor;
import oshi.hardware.ComputerSystem;
import oshi.hardware.GlobalMemory;
import oshi.hardware.HWDiskStore;
import oshi.hardware.PhysicalMemory;
import oshi.software.os.OperatingSystem;

/**
 * Finds out what this machine is made of: host and operating system by OSHI, GPUs by {@code nvidia-smi}, caches and
 * links by {@code /sys}. Takes about a second.
 */
public final class SystemProbe {

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final List<String> TOPOLOGY = List.of("nvidia-smi", "topo", "-m");

    private final SystemInfo system;
    private final Commands commands;
    private final Path sys;

    /**
     * @param commands runs {@code nvidia-smi}
     * @param sys the directory {@code /sys}
     */
    SystemProbe(SystemInfo system, Commands commands, Path sys) {
        this.system = system;
        this.commands = commands;
        this.sys = sys;
    }

    /** A probe of this machine. */
    public static SystemProbe local() {
        return new SystemProbe(new SystemInfo(), new Processes(PATIENCE), Path.of("/sys"));
    }

    /**
     * Looks at the machine.
     *
     * @param framework library that trains, with its version
     * @param software other software by name, with its version
     */
    public SystemDescription describe(String framework, Map<String, String> software) {
        Fields fields = new Fields();
        ComputerSystem computer = system.getHardware().getComputerSystem();
        fields.put("system_name", computer.getManufacturer() + " " + computer.getModel());
        processor(fields, system.getHardware().getProcessor());
        memory(fields, system.getHardware().getMemory());
        storage(fields, system.getHardware().getDiskStores());
        fields.put("host_networking", String.join("; ", Interconnect.links(sys.resolve("class"))));
        accelerators(fields, Accelerator.of(commands));
        fields.put("framework", framework);
        fields.put("other_software_stack", words(software));
        fields.put("operating_system", operatingSystem());
        fields.put("aiperf_usable_cores", Integer.toString(Runtime.getRuntime().availableProcessors()));
        return new SystemDescription(
                system.getOperatingSystem().getNetworkParams().getHostName(), fields.values);
    }

    private void processor(Fields fields, CentralProcessor processor) {
        fields.put("host_processors_per_node", Integer.toString(processor.getPhysicalPackageCount()));
        fields.put(
                "host_processor_model_name", processor.getProcessorIdentifier().getName());
        fields.put("host_processor_core_count", Integer.toString(processor.getPhysicalProcessorCount()));
        fields.put("host_processor_vcpu_count", Integer.toString(processor.getLogicalProcessorCount()));
        if (processor.getMaxFreq() > 0) {
            fields.put("host_processor_frequency", "%.2f GHz".formatted(processor.getMaxFreq() / 1e9));
        }
        fields.put("host_processor_caches", String.join(", ", Caches.ofProcessor(sys)));
        fields.put("aiperf_vector_bits", Integer.toString(vectorBits(processor.getFeatureFlags())));
        fields.put("aiperf_bf16_units", shortUnits(processor.getFeatureFlags()));
    }

    /** The widest vectors that the processor multiplies and adds. */
    private static int vectorBits(List<String> flags) {
        String all = " " + String.join(" ", flags) + " ";
        return all.contains(" avx512f ") ? 512 : all.contains(" avx2 ") ? 256 : 128;
    }

    /** What multiplies numbers of 16 bits. */
    private static String shortUnits(List<String> flags) {
        String all = " " + String.join(" ", flags) + " ";
        return all.contains(" amx_bf16 ") ? "amx" : all.contains(" avx512_bf16 ") ? "avx512-bf16" : "none";
    }

    private static void memory(Fields fields, GlobalMemory memory) {
        fields.put("host_memory_capacity", bytes(memory.getTotal()));
        fields.put(
                "host_memory_configuration",
                memory.getPhysicalMemory().stream()
                        .filter(bank -> bank.getCapacity() > 0)
                        .collect(Collectors.groupingBy(SystemProbe::bank, LinkedHashMap::new, Collectors.counting()))
                        .entrySet()
                        .stream()
                        .map(banks -> banks.getValue() + "x " + banks.getKey())
                        .collect(Collectors.joining(", ")));
    }

    private static String bank(PhysicalMemory bank) {
        String speed = bank.getClockSpeed() > 0 ? " %.0f MT/s".formatted(bank.getClockSpeed() / 1e6) : "";
        return "%s %s%s".formatted(bytes(bank.getCapacity()), bank.getMemoryType(), speed);
    }

    private static void storage(Fields fields, List<HWDiskStore> disks) {
        fields.put(
                "host_storage_type",
                disks.stream().map(HWDiskStore::getModel).distinct().collect(Collectors.joining(", ")));
        long size = disks.stream().mapToLong(HWDiskStore::getSize).sum();
        fields.put("host_storage_capacity", size > 0 ? bytes(size) : "");
    }

    private void accelerators(Fields fields, List<Accelerator> accelerators) {
        fields.put("accelerators_per_node", Integer.toString(accelerators.size()));
        if (accelerators.isEmpty()) {
            return;
        }
        fields.put("accelerator_model_name", each(accelerators, Accelerator::name));
        fields.put("accelerator_host_interconnect", each(accelerators, Accelerator::host));
        fields.put("accelerator_frequency", each(accelerators, Accelerator::clock));
        fields.put("accelerator_memory_capacity", each(accelerators, Accelerator::memory));
        fields.put("accelerator_memory_configuration", "ECC " + each(accelerators, Accelerator::ecc));
        fields.put(
                "accelerator_interconnect",
                commands.output(TOPOLOGY).map(SystemProbe::links).orElse(""));
        fields.put("aiperf_accelerator_power_limit", each(accelerators, Accelerator::power));
        fields.put("aiperf_accelerator_driver", each(accelerators, Accelerator::driver));
    }

    /** How each GPU reaches the others, by the legend of {@code nvidia-smi topo}; nothing for a single one. */
    private static String links(String matrix) {
        return matrix.lines()
                .filter(line -> line.startsWith("GPU"))
                .flatMap(line -> List.of(line.strip().split("\\s+")).stream())
                .filter(cell -> cell.matches("NV\\d+|SYS|NODE|PHB|PXB|PIX"))
                .map(cell -> cell.startsWith("NV") ? "NVLink x" + cell.substring(2) : "PCIe (" + cell + ")")
                .distinct()
                .collect(Collectors.joining(", "));
    }

    private static String each(List<Accelerator> accelerators, Function<Accelerator, String> field) {
        return accelerators.stream().map(field).distinct().collect(Collectors.joining(", "));
    }

    private String operatingSystem() {
        OperatingSystem running = system.getOperatingSystem();
        return "%s %s, kernel %s, %s"
                .formatted(
                        running.getFamily(),
                        running.getVersionInfo().getVersion(),
                        System.getProperty("os.version"),
                        System.getProperty("os.arch"));
    }

    private static String words(Map<String, String> software) {
        return software.entrySet().stream()
                .map(entry -> entry.getKey() + " " + entry.getValue())
                .collect(Collectors.joining(", "));
    }

    private static String bytes(long count) {
        double scaled = count;
        int prefix = 0;
        List<String> units = List.of("B", "KiB", "MiB", "GiB", "TiB", "PiB");
        while (scaled >= 1024 && prefix < units.size() - 1) {
            scaled /= 1024;
            prefix++;
        }
        return scaled == Math.rint(scaled)
                ? "%.0f %s".formatted(scaled, units.get(prefix))
                : "%.1f %s".formatted(scaled, units.get(prefix));
    }

    /** Fields in the order in which they are found; what is blank or unknown is no field. */
    private static final class Fields {

        private final Map<String, String> values = new LinkedHashMap<>();

        void put(String name, String value) {
            String known = value.replaceAll("(?i)\\bunknown\\b", "")
                    .replaceAll("\\s+", " ")
                    .strip();
            if (!known.isEmpty()) {
                values.put(name, known);
            }
        }
    }
}
