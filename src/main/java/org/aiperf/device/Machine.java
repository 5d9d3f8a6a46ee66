// SPDX-License-Identifier: Apache-2.0
package org.aiperf.device;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.aiperf.unit.Silicon;

/**
 * The machine that this JVM runs on.
 *
 * @param processor model of the processor
 * @param cores processors that this JVM may use
 * @param memoryBytes physical memory that this JVM may see
 * @param system operating system with its version and architecture
 * @param java Java runtime
 */
public record Machine(String processor, int cores, long memoryBytes, String system, String java) {

    private static final Pattern AMX = Pattern.compile("flags\\s*:.*\\bamx_bf16\\b");
    private static final Pattern AVX = Pattern.compile("flags\\s*:.*\\bavx512_bf16\\b");

    /** Looks at the machine. What cannot be found out is called unknown. */
    public static Machine local() {
        return new Machine(
                processorName(Path.of("/proc/cpuinfo")),
                Runtime.getRuntime().availableProcessors(),
                memory(),
                "%s %s %s"
                        .formatted(
                                System.getProperty("os.name"),
                                System.getProperty("os.version"),
                                System.getProperty("os.arch")),
                "%s %s".formatted(System.getProperty("java.vm.name"), System.getProperty("java.version")));
    }

    /** What the processor computes in. */
    public static Silicon silicon() {
        return silicon(Path.of("/proc/cpuinfo"));
    }

    static Silicon silicon(Path cpuInfo) {
        try {
            String text = Files.readString(cpuInfo);
            if (AMX.matcher(text).find()) {
                return Silicon.CPU_BF16;
            } else if (AVX.matcher(text).find()) {
                return text.contains("GenuineIntel") ? Silicon.CPU_SLOW_BF16 : Silicon.CPU_BF16;
            }
            return Silicon.CPU;
        } catch (IOException e) {
            return Silicon.CPU;
        }
    }

    static String processorName(Path cpuInfo) {
        try (Stream<String> lines = Files.lines(cpuInfo)) {
            return lines.filter(line -> line.startsWith("model name"))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElse("unknown");
        } catch (IOException e) {
            return "unknown";
        }
    }

    private static long memory() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof com.sun.management.OperatingSystemMXBean bean
                ? bean.getTotalMemorySize()
                : 0;
    }

    /** The same as text by name, for reports. */
    public Map<String, String> describe() {
        Map<String, String> text = new LinkedHashMap<>();
        text.put("processor", processor);
        text.put("cores", Integer.toString(cores));
        text.put("memory", "%.1f GiB".formatted(memoryBytes / (double) (1L << 30)));
        text.put("operating system", system);
        text.put("java", java);
        return text;
    }
}
