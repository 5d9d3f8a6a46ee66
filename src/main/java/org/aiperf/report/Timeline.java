// SPDX-License-Identifier: Apache-2.0
package org.aiperf.report;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.aiperf.history.History;
import org.aiperf.history.Phase;

/**
 * What every slot did and when, as {@link org.aiperf.history.SlotTimes} has it, to be drawn.
 *
 * @param slots names of the slots, by executor and number
 * @param segments without gaps for each slot, in order, slot by slot
 */
public record Timeline(List<String> slots, List<Segment> segments) {

    /**
     * A stretch of a slot's time.
     *
     * @param slot place in the list of slots
     * @param from its begin, in milliseconds since 1970
     * @param to its end, later than its begin
     */
    public record Segment(int slot, long from, long to, Phase phase) {}

    public Timeline {
        slots = List.copyOf(slots);
        segments = List.copyOf(segments);
    }

    /** The timeline of a run; an attempt that still runs goes on until now. */
    public static Timeline of(History history, Instant now) {
        List<String> slots = history.slots().stream().sorted(SlotOrder.NATURAL).toList();
        Map<String, Integer> places = new HashMap<>();
        slots.forEach(slot -> places.put(slot, places.size()));
        List<Segment> segments = new ArrayList<>();
        history.drawSlots(
                now,
                (slot, from, to, phase) ->
                        segments.add(new Segment(Objects.requireNonNull(places.get(slot)), from, to, phase)));
        segments.sort(Comparator.comparingInt(Segment::slot).thenComparingLong(Segment::from));
        return new Timeline(slots, segments);
    }

    /** When the first slot began its first trial; 0 if there is none. */
    public long begin() {
        return segments.stream().mapToLong(Segment::from).min().orElse(0);
    }

    /** When the last one ended; 0 if there is none. */
    public long end() {
        return segments.stream().mapToLong(Segment::to).max().orElse(0);
    }

    /**
     * How many slots were in each phase, on average, in equal parts of the run's time.
     *
     * @param parts how many
     * @return by phase, a number for each part
     */
    public Map<Phase, double[]> occupancy(int parts) {
        return occupancy(segments, begin(), end(), parts);
    }

    private static Map<Phase, double[]> occupancy(List<Segment> some, long begin, long end, int parts) {
        Map<Phase, double[]> occupancy = new EnumMap<>(Phase.class);
        for (Phase phase : Phase.values()) {
            occupancy.put(phase, new double[parts]);
        }
        double width = Math.max((double) (end - begin) / parts, 1e-9);
        for (Segment segment : some) {
            double[] time = Objects.requireNonNull(occupancy.get(segment.phase()));
            double from = (segment.from() - begin) / width;
            double to = (segment.to() - begin) / width;
            for (int part = (int) from; part < parts && part < to; part++) {
                time[part] += Math.min(to, part + 1.0) - Math.max(from, part);
            }
        }
        return occupancy;
    }

    /** Fewer slots, evenly picked, with as much detail as some number of segments allows. */
    public Timeline thinned(int mostSlots, int mostSegments) {
        if (slots.size() <= mostSlots && segments.size() <= mostSegments) {
            return this;
        }
        int count = Math.min(slots.size(), mostSlots);
        List<String> names = new ArrayList<>();
        List<Segment> kept = new ArrayList<>();
        int[] places = new int[slots.size()];
        for (int i = 0; i < count; i++) {
            int slot = (int) ((long) i * slots.size() / count);
            names.add(slots.get(slot));
            places[slot] = i + 1;
        }
        for (Segment each : segments) {
            if (places[each.slot()] > 0) {
                kept.add(new Segment(places[each.slot()] - 1, each.from(), each.to(), each.phase()));
            }
        }
        return new Timeline(names, kept.size() <= mostSegments ? kept : prevailing(kept, count, mostSegments / count));
    }

    /** In each of equal parts of the time, the phase that takes most of it; equal neighbours are joined. */
    private List<Segment> prevailing(List<Segment> all, int count, int parts) {
        long begin = begin();
        long end = end();
        double width = (double) (end - begin) / parts;
        List<List<Segment>> bySlot = new ArrayList<>();
        for (int slot = 0; slot < count; slot++) {
            bySlot.add(new ArrayList<>());
        }
        all.forEach(segment -> bySlot.get(segment.slot()).add(segment));
        List<Segment> joined = new ArrayList<>();
        for (int slot = 0; slot < count; slot++) {
            Map<Phase, double[]> time = occupancy(bySlot.get(slot), begin, end, parts);
            long from = begin;
            for (int part = 0; part < parts; part++) {
                long to = begin + Math.round((part + 1) * width);
                if (part + 1 == parts || most(time, part + 1) != most(time, part)) {
                    joined.add(new Segment(slot, from, to, most(time, part)));
                    from = to;
                }
            }
        }
        return joined;
    }

    private static Phase most(Map<Phase, double[]> time, int part) {
        return time.entrySet().stream()
                .max(Comparator.comparingDouble(phase -> phase.getValue()[part]))
                .orElseThrow()
                .getKey();
    }
}
