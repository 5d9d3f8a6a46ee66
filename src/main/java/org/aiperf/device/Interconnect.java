// SPDX-License-Identifier: Apache-2.0
package org.aiperf.device;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** What links a machine to others, as Linux shows it below {@code /sys/class}. */
final class Interconnect {

    private Interconnect() {}

    /**
     * Links by name with their rate, for example {@code mlx5_0 port 1: 400 Gb/sec (4X NDR)} or {@code eth0: 25 Gb/s}; a
     * link that tells no rate is named alone, and virtual interfaces are left out.
     *
     * @param sys the directory {@code /sys/class}
     */
    static List<String> links(Path sys) {
        List<String> links = new ArrayList<>();
        for (Path device : children(sys.resolve("infiniband"))) {
            for (Path port : children(device.resolve("ports"))) {
                links.add("%s port %s: %s".formatted(device.getFileName(), port.getFileName(), rate(port)));
            }
        }
        for (Path network : children(sys.resolve("net"))) {
            // Interfaces of hardware, also of a virtual machine's, have a device behind them.
            if (Files.exists(network.resolve("device"))) {
                links.add(network.getFileName() + speed(network));
            }
        }
        return links;
    }

    private static String rate(Path port) {
        return text(port.resolve("rate")).orElse("unknown rate");
    }

    /** The speed of a link that is down or virtual is -1, or cannot be read. */
    private static String speed(Path network) {
        return text(network.resolve("speed"))
                .filter(speed -> speed.matches("[1-9]\\d*"))
                .map(Integer::parseInt)
                .map(megabits ->
                        megabits < 1000 ? ": %d Mb/s".formatted(megabits) : ": %s Gb/s".formatted(giga(megabits)))
                .orElse("");
    }

    private static String giga(int megabits) {
        return megabits % 1000 == 0 ? Integer.toString(megabits / 1000) : Double.toString(megabits / 1000.0);
    }

    private static List<Path> children(Path directory) {
        List<Path> children = new ArrayList<>();
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(directory)) {
            stream.forEach(children::add);
        } catch (IOException e) {
            return List.of(); // A machine without such devices has no such directory.
        }
        Collections.sort(children);
        return children;
    }

    private static Optional<String> text(Path file) {
        try {
            return Optional.of(Files.readString(file).strip()).filter(text -> !text.isEmpty());
        } catch (IOException e) {
            return Optional.empty(); // Reading the speed of a link that is down fails.
        }
    }
}
