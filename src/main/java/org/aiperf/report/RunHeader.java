// SPDX-License-Identifier: Apache-2.0
package org.aiperf.report;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.aiperf.config.Settings;
import org.aiperf.history.RunStarted;

/**
 * What a run begins with: the settings that matter by their keys, and what it runs on.
 *
 * @param run name of the run
 * @param attempt number of the driver, from 1
 * @param settings by key without {@code aiperf.}, in the order of {@code reference.conf}
 * @param system by name
 */
public record RunHeader(String run, int attempt, Map<String, String> settings, Map<String, String> system) {

    private static final String ROOT = "aiperf.";
    private static final List<String> SHOWN = List.of(
            "run.directory",
            "run.trials",
            "run.duration",
            "run.concurrency",
            "run.seed",
            "data.location",
            "data.preprocessing",
            "data.image-size",
            "training.backend",
            "training.precision",
            "training.batch-size",
            "training.learning-rate",
            "training.epochs.warm-up",
            "training.epochs.maximum",
            "training.epochs.scale",
            "search.strategy",
            "search.distance-backend",
            "search.seed-networks",
            "search.morphs",
            "search.hyperparameters.strategy",
            "stopping.rule",
            "score.operations",
            "score.validity.accuracy",
            "score.validity.duration",
            "score.validity.precision");

    public RunHeader {
        settings = Collections.unmodifiableMap(new LinkedHashMap<>(settings));
        system = Collections.unmodifiableMap(new LinkedHashMap<>(system));
    }

    /** The header of a driver's start. */
    public static RunHeader of(RunStarted start, Settings settings) {
        Map<String, String> all = settings.entries();
        Map<String, String> shown = new LinkedHashMap<>();
        for (String key : SHOWN) {
            String value = all.get(ROOT + key);
            if (value == null) {
                throw new IllegalStateException("The header shows " + key + ", which is no setting");
            }
            shown.put(key, value);
        }
        return new RunHeader(start.run(), start.attempt(), shown, start.system());
    }

    /** An aligned block of lines, with a line end after each. */
    String text() {
        int width = Math.max(width(settings), width(system));
        StringBuilder text = new StringBuilder("AIPerf run ").append(Wording.line(run));
        if (attempt > 1) {
            text.append(", resumed: attempt ").append(attempt);
        }
        text.append('\n');
        append(text, "Settings", settings, width);
        append(text, "System", system, width);
        return text.append('\n').toString();
    }

    private static void append(StringBuilder text, String title, Map<String, String> entries, int width) {
        if (entries.isEmpty()) {
            return;
        }
        text.append('\n').append(title).append('\n');
        entries.forEach((key, value) -> text.append("  ")
                .append(key)
                .append(" ".repeat(width - key.length() + 2))
                .append(Wording.line(value))
                .append('\n'));
    }

    private static int width(Map<String, String> entries) {
        return entries.keySet().stream().mapToInt(String::length).max().orElse(0);
    }
}
