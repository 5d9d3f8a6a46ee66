// SPDX-License-Identifier: Apache-2.0
package org.aiperf.report;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.aiperf.history.Phase;

/** Where the time of the slots went, in parts and slot by slot. */
final class TimeView {

    private TimeView() {}

    static Map<String, Object> of(RunSummary summary, Timeline timeline, Timeline drawn) {
        TimeBudget time = summary.time();
        List<Phase> phases = List.of(Phase.values());
        List<String> shares = Wording.shares(phases.stream().map(time::share).toList());
        List<Map<String, String>> parts = phases.stream()
                .map(phase -> Map.of(
                        "key", phase.name().toLowerCase(Locale.ROOT),
                        "name", phase.label(),
                        "percent", shares.get(phases.indexOf(phase)),
                        "time", Wording.duration(time.time(phase)),
                        "width", String.format(Locale.ROOT, "%.3f", 100 * time.share(phase))))
                .toList();
        int shown = Math.min(summary.slots(), TimeCharts.MOST_SLOTS);
        Map<String, Object> view = new LinkedHashMap<>();
        view.put("parts", parts);
        view.put("slots", Wording.count(summary.slots(), "slot"));
        view.put("timelineHeight", String.format(Locale.ROOT, "%.1f", Math.min(5 + 1.5 * shown, 34)));
        view.put("thinnedTimeline", thinned(summary, timeline, drawn));
        return view;
    }

    private static String thinned(RunSummary summary, Timeline timeline, Timeline drawn) {
        String slots = drawn.slots().size() < summary.slots()
                ? "Of %s, %d evenly picked ones are drawn."
                        .formatted(
                                Wording.count(summary.slots(), "slot"),
                                drawn.slots().size())
                : "";
        String parts = drawn.segments().size() < timeline.segments().size()
                ? " Each part of a slot's row has the colour of what took most of its time; the shares of all slots below it are exact."
                : "";
        return (slots + parts).strip();
    }
}
