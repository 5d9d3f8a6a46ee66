// SPDX-License-Identifier: Apache-2.0
package org.aiperf.report;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.aiperf.history.EpochFinished;
import org.aiperf.history.History;
import org.aiperf.history.TrialEnded;
import org.aiperf.history.TrialHistory;

/**
 * What every slot did and when. A slot belongs to a driver's attempt from the first trial of that attempt on any slot to
 * its last record, if it trained in it at all; in that time it is always in exactly one {@link Phase}. Within an epoch, the
 * time that was spent waiting for images is drawn at its beginning, because only its sum is recorded.
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
        List<String> slots = history.trials().stream()
                .map(trial -> trial.start().slot())
                .distinct()
                .sorted(SlotOrder.NATURAL)
                .toList();
        List<Segment> segments = new ArrayList<>();
        List<List<List<TrialHistory>>> attempts = trials(history, slots);
        for (int i = 0; i < attempts.size(); i++) {
            attempt(history, now, i, attempts.get(i), segments);
        }
        segments.sort(Comparator.comparingInt(Segment::slot).thenComparingLong(Segment::from));
        return new Timeline(slots, segments);
    }

    /** By attempt and slot. */
    private static List<List<List<TrialHistory>>> trials(History history, List<String> slots) {
        Map<String, Integer> places = new HashMap<>();
        slots.forEach(slot -> places.put(slot, places.size()));
        List<List<List<TrialHistory>>> attempts = new ArrayList<>();
        for (int i = 0; i < history.attempts().size(); i++) {
            List<List<TrialHistory>> bySlot = new ArrayList<>();
            slots.forEach(slot -> bySlot.add(new ArrayList<>()));
            attempts.add(bySlot);
        }
        for (TrialHistory trial : history.trials()) {
            int attempt = 0;
            while (attempt + 1 < attempts.size()
                    && trial.start().time()
                            >= history.attempts().get(attempt + 1).time()) {
                attempt++;
            }
            attempts.get(attempt)
                    .get(Objects.requireNonNull(places.get(trial.start().slot())))
                    .add(trial);
        }
        return attempts;
    }

    private static void attempt(
            History history, Instant now, int number, List<List<TrialHistory>> bySlot, List<Segment> segments) {
        List<TrialHistory> trials = bySlot.stream().flatMap(List::stream).toList();
        if (trials.isEmpty()) {
            return;
        }
        boolean latest = number + 1 == history.attempts().size();
        long until =
                latest ? Long.MAX_VALUE : history.attempts().get(number + 1).time();
        long begin =
                trials.stream().mapToLong(trial -> trial.start().time()).min().orElseThrow();
        long last = trials.stream().mapToLong(trial -> last(trial, until)).max().orElseThrow();
        long end = latest && history.stop().isEmpty() ? Math.max(last, now.toEpochMilli()) : last;
        for (int slot = 0; slot < bySlot.size(); slot++) {
            if (!bySlot.get(slot).isEmpty()) {
                Pen pen = new Pen(slot, begin, segments);
                for (TrialHistory trial : bySlot.get(slot)) {
                    draw(pen, trial, until, end);
                }
                pen.to(end, Phase.IDLE);
            }
        }
    }

    private static void draw(Pen pen, TrialHistory trial, long until, long last) {
        Long waited = trial.start().search().waitedMillis();
        pen.to(trial.start().time() - (waited == null ? 0 : waited), Phase.IDLE);
        pen.to(trial.start().time(), Phase.SEARCH);
        for (EpochFinished epoch : trial.epochs()) {
            pen.to(epoch.start(), Phase.OVERHEAD);
            pen.to(epoch.start() + epoch.dataMillis(), Phase.DATA);
            pen.to(epoch.start() + epoch.dataMillis() + epoch.trainMillis(), Phase.TRAINING);
            pen.to(epoch.time() - epoch.evaluateMillis(), Phase.OVERHEAD);
            pen.to(epoch.time(), Phase.EVALUATION);
        }
        TrialEnded end = trial.end();
        boolean finished = end != null && end.state() == TrialEnded.State.FINISHED;
        // A trial that its driver did not see the end of was at work until the driver's last record.
        pen.to(end != null && end.time() < until ? end.time() : last, finished ? Phase.OVERHEAD : Phase.UNFINISHED);
    }

    private static long last(TrialHistory trial, long until) {
        long last = trial.start().time();
        for (EpochFinished epoch : trial.epochs()) {
            last = Math.max(last, epoch.time());
        }
        TrialEnded end = trial.end();
        return end != null && end.time() < until ? Math.max(last, end.time()) : last;
    }

    /** When the first slot began its first trial; 0 if there is none. */
    public long begin() {
        return segments.stream().mapToLong(Segment::from).min().orElse(0);
    }

    /** When the last one ended; 0 if there is none. */
    public long end() {
        return segments.stream().mapToLong(Segment::to).max().orElse(0);
    }

    /** Time of all slots in each phase. */
    public Map<Phase, Duration> totals() {
        Map<Phase, Duration> totals = new EnumMap<>(Phase.class);
        for (Phase phase : Phase.values()) {
            totals.put(phase, Duration.ZERO);
        }
        for (Segment segment : segments) {
            totals.merge(segment.phase(), Duration.ofMillis(segment.to() - segment.from()), Duration::plus);
        }
        return totals;
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
            Pen pen = new Pen(slot, begin, joined);
            for (int part = 0; part < parts; part++) {
                pen.join(begin + Math.round((part + 1) * width), most(time, part));
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

    /** Draws one slot's segments from left to right. */
    private static final class Pen {

        private final int slot;
        private final List<Segment> segments;
        private long at;

        Pen(int slot, long at, List<Segment> segments) {
            this.slot = slot;
            this.at = at;
            this.segments = segments;
        }

        /** What the clocks of two machines put before the pen is not drawn. */
        void to(long end, Phase phase) {
            if (end > at) {
                segments.add(new Segment(slot, at, end, phase));
                at = end;
            }
        }

        void join(long end, Phase phase) {
            int last = segments.size() - 1;
            if (last >= 0
                    && segments.get(last).slot() == slot
                    && segments.get(last).phase() == phase) {
                segments.set(last, new Segment(slot, segments.get(last).from(), end, phase));
                at = end;
            } else {
                to(end, phase);
            }
        }
    }
}
