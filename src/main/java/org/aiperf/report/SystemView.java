// SPDX-License-Identifier: Apache-2.0
package org.aiperf.report;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.aiperf.config.Settings;
import org.aiperf.history.History;
import org.aiperf.history.RunStarted;

/** What a run ran on, with what, on which data, and how it was set. */
final class SystemView {

    /** Names of hosts that are listed. */
    private static final int MOST_HOSTS = 12;

    private static final List<String> DATA_KEYS = List.of(
            "aiperf.data.location",
            "aiperf.data.preprocessing",
            "aiperf.data.image-size",
            "aiperf.data.train-limit",
            "aiperf.data.validation-limit");

    private SystemView() {}

    static Map<String, Object> of(History history, Settings settings, RunSummary summary) {
        RunStarted start = history.latestAttempt();
        Map<String, String> system = new LinkedHashMap<>(start.system());
        system.put("training", summary.training());
        system.put("seed", Long.toString(settings.run().seed()));
        return Map.of(
                "nodes", Node.of(history).stream().map(SystemView::node).toList(),
                "powerWords", power(history, summary),
                "system", system,
                "dataset", dataset(summary, settings),
                "shownSettings", RunHeader.of(start, settings).settings(),
                "settings", settings.entries());
    }

    private static Map<String, Object> node(Node node) {
        List<String> shown = node.hosts().subList(0, Math.min(node.hosts().size(), MOST_HOSTS));
        int more = node.hosts().size() - shown.size();
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("number_of_nodes", Integer.toString(node.hosts().size()));
        fields.putAll(node.fields());
        fields.put("aiperf_power", node.power());
        return Map.of(
                "title",
                node.hosts().size() == 1
                        ? "The node"
                        : Wording.count(node.hosts().size()) + " equal nodes",
                "hosts",
                shown.stream().map(Wording::line).collect(Collectors.joining(", "))
                        + (more > 0 ? " and %d more".formatted(more) : ""),
                "fields",
                fields);
    }

    private static String power(History history, RunSummary summary) {
        Optional<Power> measured = Power.of(history);
        if (measured.isEmpty()) {
            return "Energy was not measured: " + reason(history) + ".";
        }
        Power power = measured.get();
        String parts = power.watts().entrySet().stream()
                .map(part -> "%s %,.0f W".formatted(part.getKey(), part.getValue()))
                .collect(Collectors.joining(", "));
        String sentence =
                "Mean power of %d of %s: %,.0f W (%s), %,.1f kJ in %s, by %s. What has no counter, such as mainboards, power supplies and the network, is not in it."
                        .formatted(
                                power.nodes(),
                                Wording.count(power.all(), "node"),
                                power.total(),
                                parts,
                                power.joules() / 1000,
                                Wording.duration(power.measured()),
                                power.quality());
        return Efficiency.perWatt(summary, power)
                .map(rate -> "%s for each watt. ".formatted(rate) + sentence)
                .orElse(sentence + " Without the power of all nodes there is no score per watt.");
    }

    private static String reason(History history) {
        return history.executors().stream()
                .map(executor -> Wording.line(executor.power()))
                .distinct()
                .reduce((a, b) -> a + "; " + b)
                .orElse("the history does not tell of its machines");
    }

    private static Map<String, String> dataset(RunSummary summary, Settings settings) {
        Map<String, String> rows = new LinkedHashMap<>();
        summary.data().ifPresent(data -> rows.put("data set", data));
        rows.put(
                "preprocessing",
                switch (settings.data().preprocessing()) {
                    case AS_IS -> "none: images as they are";
                    case AIPERF ->
                        "the reference's: random crop and horizontal flip in training, centre crop in validation";
                    case INCEPTION ->
                        "random resized crop and horizontal flip in training, resize and centre crop in validation, mean and deviation";
                });
        DATA_KEYS.forEach(key -> Optional.ofNullable(settings.entries().get(key))
                .ifPresent(value -> rows.put(key.replace("aiperf.", ""), value)));
        return rows;
    }
}
