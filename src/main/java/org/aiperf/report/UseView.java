// SPDX-License-Identifier: Apache-2.0
package org.aiperf.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.aiperf.device.GpuUse;
import org.aiperf.device.MachineUse;
import org.aiperf.history.History;
import org.aiperf.history.UseCourse;
import org.jspecify.annotations.Nullable;

/** How processors, memory and GPUs were used, in words and over time. */
final class UseView {

    private static final double GIB = 1L << 30;

    private UseView() {}

    static Map<String, Object> of(History history) {
        Optional<MachineUse> mean = history.use().mean();
        return Map.of(
                "use",
                mean.map(each -> words(each) + least(history.use().hosts())).orElse(""),
                "powered",
                mean.map(MachineUse::gpus).map(GpuUse::watts).isPresent());
    }

    /** Lines in percent, and the power of a GPU; the time is that of the slots' chart. */
    static void write(ObjectNode root, History history, Timeline timeline) {
        TimeUnit unit = TimeUnit.of(Duration.ofMillis(timeline.end() - timeline.begin()));
        List<UseCourse.Part> parts = history.use().parts().stream()
                .filter(part -> part.to() > timeline.begin() && part.from() < timeline.end())
                .toList();
        ObjectNode node = root.putObject("use").put("time", unit.label());
        ArrayNode lines = node.putArray("lines");
        line(lines, "processors", parts, timeline, unit, use -> 100 * use.cpu());
        line(lines, "memory", parts, timeline, unit, use -> 100 * use.memoryShare());
        line(lines, "GPUs", parts, timeline, unit, use -> gpu(use, gpus -> 100 * gpus.use()));
        line(lines, "memory of GPUs", parts, timeline, unit, use -> gpu(use, gpus -> 100 * gpus.memory()));
        line(node.putArray("power"), "power", parts, timeline, unit, use -> gpu(use, GpuUse::watts));
    }

    private static @Nullable Double gpu(MachineUse use, Function<GpuUse, @Nullable Double> value) {
        GpuUse gpus = use.gpus();
        return gpus == null ? null : value.apply(gpus);
    }

    private static void line(
            ArrayNode lines,
            String name,
            List<UseCourse.Part> parts,
            Timeline timeline,
            TimeUnit unit,
            Function<MachineUse, @Nullable Double> value) {
        if (parts.stream().allMatch(part -> value.apply(part.use()) == null)) {
            return;
        }
        ArrayNode points = lines.addObject().put("name", name).putArray("points");
        for (UseCourse.Part part : parts) {
            long from = Math.max(part.from(), timeline.begin());
            long to = Math.min(part.to(), timeline.end());
            ArrayNode cells = points.addArray();
            ChartData.add(cells, unit.in(Duration.ofMillis((from + to) / 2 - timeline.begin())));
            Double at = value.apply(part.use());
            ChartData.add(cells, at == null ? Double.NaN : at);
        }
    }

    private static String words(MachineUse use) {
        String words =
                "On average executors used %s of the time of their processors and held %s of memory, %s of the machine's."
                        .formatted(
                                Wording.share(use.cpu()),
                                String.format(Locale.ROOT, "%.1f GiB", use.memory() / GIB),
                                Wording.share(use.memoryShare()));
        GpuUse gpus = use.gpus();
        if (gpus == null) {
            return words;
        }
        Double watts = gpus.watts();
        return words
                + " The nodes' GPUs worked for %s of the time; %s of their memory was taken%s."
                        .formatted(
                                Wording.share(gpus.use()),
                                Wording.share(gpus.memory()),
                                watts == null
                                        ? ""
                                        : String.format(Locale.ROOT, ", and one of them took %.0f W", watts));
    }

    /** The node that others may have waited for, or that has not got work. */
    private static String least(Map<String, MachineUse> hosts) {
        if (hosts.size() < 2) {
            return "";
        }
        boolean gpus = hosts.values().stream().allMatch(use -> use.gpus() != null);
        Comparator<Map.Entry<String, MachineUse>> order =
                Comparator.comparingDouble(host -> busy(host.getValue(), gpus));
        Map.Entry<String, MachineUse> least =
                hosts.entrySet().stream().min(order).orElseThrow();
        return " Of %s, %s was used least: %s of the time of its %s."
                .formatted(
                        Wording.count(hosts.size(), "node"),
                        Wording.line(least.getKey()),
                        Wording.share(busy(least.getValue(), gpus)),
                        gpus ? "GPUs" : "processors");
    }

    private static double busy(MachineUse use, boolean gpus) {
        GpuUse each = use.gpus();
        return gpus && each != null ? each.use() : use.cpu();
    }
}
