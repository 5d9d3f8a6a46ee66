// SPDX-License-Identifier: Apache-2.0
package org.aiperf.report;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.aiperf.config.Division;
import org.aiperf.config.Settings;
import org.aiperf.device.SystemDescription;
import org.aiperf.history.History;
import org.aiperf.history.RecordedData;
import org.aiperf.score.Verdict;

/**
 * What a run measured: whoever reads a score needs this first. As text for example {@code 4 nodes x 8 NVIDIA
 * A100-SXM4-80GB · bf16 · imagenet 224 · 12 h · division closed-imagenet}.
 *
 * @param machines what trained
 * @param precision arithmetic of the training
 * @param data data set and size of the inputs; empty if nobody recorded it
 * @param length how long drivers were at work
 * @param division which runs it may be compared with
 */
public record Subject(String machines, String precision, String data, String length, String division) {

    /** What a run measured, by what is known of it so far. */
    static Subject of(History history, Settings settings, Verdict verdict, Division division, Duration active) {
        return new Subject(
                machines(Hardware.of(history)),
                verdict.precision().name().toLowerCase(Locale.ROOT),
                data(history, settings.data().imageSize()),
                Wording.duration(active).replaceFirst(" 00 min$", ""),
                division.closed() ? "division " + division.name() : "open division");
    }

    private static String machines(Hardware hardware) {
        int nodes = hardware.nodes();
        if (nodes == 0) {
            return "";
        }
        String all = Wording.count(nodes, "node");
        if (hardware.accelerators() > 0) {
            String model = hardware.model().isEmpty() ? "GPUs" : hardware.model();
            return hardware.accelerators() % nodes == 0
                    ? "%s x %d %s".formatted(all, hardware.accelerators() / nodes, model)
                    : "%d %s on %s".formatted(hardware.accelerators(), model, all);
        }
        int[] cores = hardware.described().stream()
                .mapToInt(Subject::cores)
                .filter(each -> each > 0)
                .toArray();
        String of = hardware.model().isEmpty() ? "" : " of " + hardware.model();
        if (cores.length == 0 || cores.length < nodes) {
            return all + of;
        }
        return Arrays.stream(cores).distinct().count() == 1
                ? "%s x %s%s".formatted(all, Wording.count(cores[0], "core"), of)
                : "%s, %s%s".formatted(all, Wording.count(Arrays.stream(cores).sum(), "core"), of);
    }

    private static int cores(SystemDescription node) {
        String cores = node.fields().getOrDefault("aiperf_usable_cores", "");
        return cores.matches("[1-9][0-9]{0,4}") ? Integer.parseInt(cores) : 0;
    }

    private static String data(History history, int imageSize) {
        RecordedData data = history.latestAttempt().data();
        if (data == null) {
            return history.latestAttempt().system().getOrDefault("data", "").replaceAll(",.*", "");
        }
        int height = imageSize > 0 ? imageSize : data.height();
        int width = imageSize > 0 ? imageSize : data.width();
        return "%s %s".formatted(data.name(), height == width ? height : height + " x " + width);
    }

    /** The parts in the order in which people ask for them, without those that nobody knows. */
    public List<String> parts() {
        return Stream.of(machines, precision, data, length, division)
                .map(Wording::line)
                .filter(part -> !part.isEmpty())
                .toList();
    }

    @Override
    public String toString() {
        return parts().stream().collect(Collectors.joining(" · "));
    }
}
