// SPDX-License-Identifier: Apache-2.0
package org.aiperf.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.aiperf.device.DeviceSet;
import org.aiperf.history.History;
import org.aiperf.history.Phase;
import org.aiperf.history.TrialHistory;

/** What each slot did and when, and what all of them did together. */
final class TimeCharts {

    /** Slots that are drawn: more rows cannot be told apart. */
    static final int MOST_SLOTS = 64;

    static final int MOST_SEGMENTS = 4000;
    private static final int PARTS = 200;
    private static final List<Phase> PHASES = List.of(Phase.values());

    private TimeCharts() {}

    static void write(ObjectNode root, History history, Timeline timeline, Timeline drawn) {
        long begin = timeline.begin();
        TimeUnit unit = TimeUnit.of(Duration.ofMillis(timeline.end() - begin));
        ArrayNode phases = root.putArray("phases");
        for (Phase phase : PHASES) {
            phases.add(phase.label());
        }
        slots(root.putObject("timeline"), history, drawn, begin, unit);
        occupancy(root.putObject("occupancy"), timeline, unit);
    }

    private static void slots(ObjectNode node, History history, Timeline shown, long begin, TimeUnit unit) {
        Map<String, String> names = new TreeMap<>();
        for (TrialHistory trial : history.trials()) {
            names.putIfAbsent(
                    trial.start().slot(),
                    trial.start().gpus().isEmpty()
                            ? trial.start().slot()
                            : trial.start().slot() + ", "
                                    + new DeviceSet(trial.start().gpus()));
        }
        ArrayNode slots = node.put("time", unit.label()).putArray("slots");
        shown.slots().forEach(slot -> slots.add(names.get(slot)));
        ArrayNode segments = node.putArray("segments");
        for (Timeline.Segment each : shown.segments()) {
            ArrayNode cells = segments.addArray().add(each.slot());
            ChartData.add(cells, unit.in(Duration.ofMillis(each.from() - begin)));
            ChartData.add(cells, unit.in(Duration.ofMillis(each.to() - begin)));
            cells.add(PHASES.indexOf(each.phase()));
        }
    }

    /** Shares of the slots in percent, in the middle of each part of the time. */
    private static void occupancy(ObjectNode node, Timeline timeline, TimeUnit unit) {
        Map<Phase, double[]> occupancy = timeline.occupancy(PARTS);
        double width = unit.in(Duration.ofMillis(timeline.end() - timeline.begin())) / PARTS;
        ArrayNode times = node.put("time", unit.label()).putArray("times");
        for (int part = 0; part < PARTS; part++) {
            ChartData.add(times, (part + 0.5) * width);
        }
        ArrayNode shares = node.putArray("shares");
        int slots = Math.max(timeline.slots().size(), 1);
        for (Phase phase : PHASES) {
            ArrayNode series = shares.addArray();
            for (double time : Objects.requireNonNull(occupancy.get(phase))) {
                ChartData.add(series, Math.round(10_000 * time / slots) / 100.0);
            }
        }
    }
}
