// SPDX-License-Identifier: Apache-2.0
package org.aiperf.device;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * A counter of Intel's and AMD's processors, as Linux shows it ({@code powercap/intel-rapl}): one for each package, and one
 * for its memory where that has one. Most systems let only root read them.
 */
final class RaplCounter implements EnergyCounter {

    /** Where Linux has them. */
    static final Path POWERCAP = Path.of("/sys/class/powercap");

    private static final String ENERGY = "energy_uj";

    private final Path zone;
    private final String domain;
    private final long range;
    private long before;
    private long total;

    private RaplCounter(Path zone, String domain, long range, long start) {
        this.zone = zone;
        this.domain = domain;
        this.range = range;
        this.before = start;
    }

    /** The counters that can be read; what a package counts includes its cores, so those are left out. */
    static List<EnergyCounter> below(Path powercap) {
        List<EnergyCounter> counters = new ArrayList<>();
        try (DirectoryStream<Path> zones = Files.newDirectoryStream(powercap, "intel-rapl:*")) {
            for (Path zone : zones) {
                counter(zone).ifPresent(counters::add);
            }
        } catch (IOException e) {
            return List.of(); // A machine without such counters has no such directory.
        }
        return counters;
    }

    private static Optional<EnergyCounter> counter(Path zone) {
        try {
            String name = Files.readString(zone.resolve("name")).strip();
            String domain = name.startsWith("package") ? "cpu" : name.equals("dram") ? "memory" : "";
            return domain.isEmpty()
                    ? Optional.empty()
                    : Optional.of(
                            new RaplCounter(zone, domain, number(zone, "max_energy_range_uj"), number(zone, ENERGY)));
        } catch (IOException | NumberFormatException e) {
            return Optional.empty(); // Not for this user.
        }
    }

    @Override
    public String domain() {
        return domain;
    }

    @Override
    public String quality() {
        return "RAPL energy counters";
    }

    @Override
    public OptionalDouble joules() {
        try {
            long now = number(zone, ENERGY);
            total += now >= before ? now - before : range - before + now;
            before = now;
            return OptionalDouble.of(total / 1e6);
        } catch (IOException | NumberFormatException e) {
            return OptionalDouble.empty();
        }
    }

    private static long number(Path zone, String file) throws IOException {
        return Long.parseLong(Files.readString(zone.resolve(file)).strip());
    }
}
