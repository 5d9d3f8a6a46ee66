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

    /** The peak of a node's processors in single precision; nothing if its description lacks a figure. */
    public static Optional<PeakRate> ofProcessors(SystemDescription node) {
        String cores = node.fields().get("host_processor_core_count");
        String usable = node.fields().get("aiperf_usable_cores");
        String frequency = node.fields().get("host_processor_frequency");
        String bits = node.fields().get("aiperf_vector_bits");
        if (cores == null || usable == null || frequency == null || bits == null) {
            return Optional.empty();
        }
        int count = Math.min(Integer.parseInt(cores), Integer.parseInt(usable));
        double hertz = Double.parseDouble(frequency.replaceAll(" .*", "")) * 1e9;
        int lanes = Integer.parseInt(bits) / 32;
        return Optional.of(new PeakRate(
                new Rate(count * hertz * lanes * OPERATIONS_PER_LANE),
                "%d cores x %s x two units of %s-bit fused multiply-add, an upper bound"
                        .formatted(count, frequency, bits)));
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
