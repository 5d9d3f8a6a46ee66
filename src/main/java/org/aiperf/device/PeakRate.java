// SPDX-License-Identifier: Apache-2.0
package org.aiperf.device;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.aiperf.unit.Precision;
import org.aiperf.unit.Rate;

/**
 * The highest rate of arithmetic that a maker names for a device. A benchmark that counts operations analytically is
 * judged by its share of it.
 *
 * @param rate of one accelerator, or of all processors of a node
 * @param basis where the figure comes from, in a few words
 */
public record PeakRate(Rate rate, String basis) {

    private static final List<List<String>> ACCELERATORS = table();

    /** Multiply and add, in each of two vector units. */
    private static final int OPERATIONS_PER_LANE = 4;

    /** VDPBF16PS multiplies two pairs for each lane of 32 bits. */
    private static final int AVX512_BF16 = 2;

    /** A core's AMX unit does 1,024 operations in bf16 a cycle, its two vector units of 512 bits 64 in fp32. */
    private static final int AMX_BF16 = 16;

    /** Greatest numbers of any processor that is sold; a description with more is not believed. */
    private static final int MOST_CORES = 288;

    /** Largest machine of one memory; virtual machines may show a package for each core. */
    private static final int MOST_CORES_OF_ALL = 16 * MOST_CORES;

    private static final double MOST_GIGAHERTZ = 6.5;

    /**
     * The peak of an accelerator, without sparsity; nothing for one that is not in the list.
     *
     * @param model name as the driver tells it
     */
    public static Optional<PeakRate> ofAccelerator(String model, Precision precision) {
        int column =
                switch (precision) {
                    case FP64, FP32 -> 1;
                    case TF32 -> 2;
                    case BF16, FP16, FP8, INT8 -> 3;
                };
        Set<String> words = new HashSet<>(List.of(model.toLowerCase(Locale.ROOT).split("[^a-z0-9]+")));
        return ACCELERATORS.stream()
                .filter(row -> words.containsAll(List.of(row.get(0).split(" "))))
                .findFirst()
                .map(row -> row.get(column))
                .filter(tera -> !tera.isEmpty())
                .map(tera -> new PeakRate(
                        new Rate(Double.parseDouble(tera) * 1e12),
                        "the maker's figure for " + precision.name().toLowerCase(Locale.ROOT) + ", dense"));
    }

    /**
     * The peak of a node's processors; nothing if its description lacks a figure or names one that no processor has.
     *
     * @param precision what they compute in: matrix and 16-bit units do more in 16 bits
     */
    public static Optional<PeakRate> ofProcessors(SystemDescription node, Precision precision) {
        String cores = node.fields().get("host_processor_core_count");
        String usable = node.fields().get("aiperf_usable_cores");
        String frequency = node.fields().get("host_processor_frequency");
        String bits = node.fields().get("aiperf_vector_bits");
        if (cores == null
                || usable == null
                || frequency == null
                || bits == null
                || processorProblem(node).isPresent()) {
            return Optional.empty();
        }
        int count = Math.min(Integer.parseInt(cores), Integer.parseInt(usable));
        double hertz = gigahertz(frequency) * 1e9;
        int lanes = Integer.parseInt(bits) / 32;
        int factor = precision == Precision.BF16 ? shorter(node) : 1;
        return Optional.of(new PeakRate(
                new Rate(count * hertz * lanes * OPERATIONS_PER_LANE * factor),
                "%d cores x %s x two units of %s-bit fused multiply-add%s, an upper bound"
                        .formatted(
                                count,
                                frequency,
                                bits,
                                factor == 1 ? "" : ", %d times as fast in bf16".formatted(factor))));
    }

    /** What in a description of processors cannot be; nothing if all of it can. */
    public static Optional<String> processorProblem(SystemDescription node) {
        String packages = node.fields().getOrDefault("host_processors_per_node", "1");
        String cores = node.fields().getOrDefault("host_processor_core_count", "1");
        String usable = node.fields().getOrDefault("aiperf_usable_cores", "1");
        String frequency = node.fields().getOrDefault("host_processor_frequency", "1 GHz");
        String bits = node.fields().getOrDefault("aiperf_vector_bits", "128");
        boolean possible = packages.matches("[1-9]\\d{0,4}")
                && cores.matches("[1-9]\\d{0,4}")
                && usable.matches("[1-9]\\d{0,4}")
                && Integer.parseInt(cores) <= Math.min(MOST_CORES * Integer.parseInt(packages), MOST_CORES_OF_ALL)
                && frequency.matches("\\d{1,2}(\\.\\d{1,3})? GHz")
                && gigahertz(frequency) > 0
                && gigahertz(frequency) <= MOST_GIGAHERTZ
                && List.of("128", "256", "512").contains(bits);
        return possible
                ? Optional.empty()
                : Optional.of(
                        "No machine has %s processors with %s cores, of which %s can be used, at %s with vectors of %s bits."
                                .formatted(packages, cores, usable, frequency, bits));
    }

    private static double gigahertz(String frequency) {
        return Double.parseDouble(frequency.replaceAll(" .*", ""));
    }

    /** How much more a core does in bf16; of descriptions that do not tell, as much as any core does. */
    private static int shorter(SystemDescription node) {
        return switch (node.fields().getOrDefault("aiperf_bf16_units", "")) {
            case "none" -> 1;
            case "avx512-bf16" -> AVX512_BF16;
            default -> AMX_BF16;
        };
    }

    private static List<List<String>> table() {
        try (InputStream in = Objects.requireNonNull(
                PeakRate.class.getResourceAsStream("/org/aiperf/device/accelerators.csv"), "accelerators.csv")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .skip(1)
                    .map(line -> List.of(line.split(",", -1)))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read the list of accelerators", e);
        }
    }
}
