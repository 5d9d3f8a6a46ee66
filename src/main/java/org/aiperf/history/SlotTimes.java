// SPDX-License-Identifier: Apache-2.0
package org.aiperf.history;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What every slot did and when, kept record by record. A slot belongs to a driver's attempt from the first trial of that
 * attempt on any slot to its last record, if it trained in it at all; in that time it is always in exactly one
 * {@link Phase}. Within an epoch, the time that was spent waiting for images is drawn at its beginning, because only its
 * sum is recorded. Not thread-safe.
 */
public final class SlotTimes {

    /** Takes a stretch of a slot's time. */
    @FunctionalInterface
    public interface Segments {

        /**
         * A stretch of time.
         *
         * @param from its begin, in milliseconds since 1970
         * @param to its end, later than its begin
         */
        void add(String slot, long from, long to, Phase phase);
    }

    private final List<Attempt> attempts = new ArrayList<>();

    /** What one driver saw. */
    private static final class Attempt {
        private final Map<String, Slot> slots = new LinkedHashMap<>();
        private long begin = Long.MAX_VALUE;
        private long last = Long.MIN_VALUE;
        private long until = Long.MAX_VALUE;
    }

    /** A driver begins. */
    void attempt(long time) {
        if (!attempts.isEmpty()) {
            attempts.get(attempts.size() - 1).until = time;
        }
        attempts.add(new Attempt());
    }

    void begin(TrialHistory trial) {
        Attempt attempt = attempts.get(trial.attempt());
        attempt.begin = Math.min(attempt.begin, trial.start().time());
        attempt.slots
                .computeIfAbsent(trial.start().slot(), name -> new Slot())
                .trials
                .add(trial);
        heard(trial);
    }

    /** An epoch of a trial has ended. */
    void heard(TrialHistory trial) {
        Attempt attempt = attempts.get(trial.attempt());
        attempt.last = Math.max(attempt.last, trial.lastTime());
    }

    void end(TrialHistory trial, long time) {
        Attempt attempt = attempts.get(trial.attempt());
        if (time < attempt.until) {
            attempt.last = Math.max(attempt.last, time);
        }
        Objects.requireNonNull(attempt.slots.get(trial.start().slot())).settle(attempt.until);
    }

    /**
     * Milliseconds of all slots in each phase that they had.
     *
     * @param now end of the latest attempt, if it still runs
     */
    Map<Phase, Long> totals(long now) {
        Map<Phase, Long> totals = new EnumMap<>(Phase.class);
        forEach(now, (attempt, end) -> attempt.slots.values().forEach(slot -> slot.addTo(totals, attempt, end)));
        return totals;
    }

    /** All segments of all slots, those of a slot in order. */
    void draw(long now, Segments segments) {
        forEach(
                now,
                (attempt, end) -> attempt.slots.forEach((name, slot) -> {
                    Pen pen = new Pen(attempt.begin, (from, to, phase) -> segments.add(name, from, to, phase));
                    slot.trials.forEach(trial -> pen.trial(trial, attempt.until, end));
                    pen.to(end, Phase.IDLE);
                }));
    }

    @FunctionalInterface
    private interface Visit {
        void attempt(Attempt attempt, long end);
    }

    private void forEach(long now, Visit visit) {
        for (Attempt attempt : attempts) {
            visit.attempt(attempt, attempt.until == Long.MAX_VALUE ? Math.max(attempt.last, now) : attempt.last);
        }
    }

    /** One slot in one attempt: its trials, and the time of those that are over. */
    private static final class Slot {

        private final List<TrialHistory> trials = new ArrayList<>();
        private final Map<Phase, Long> parts = new EnumMap<>(Phase.class);
        private int settled;
        private long at = Long.MIN_VALUE;

        /** Sums up trials whose time no further record changes. */
        void settle(long until) {
            Pen pen = new Pen(Math.max(at, trials.get(0).start().time()), this::add);
            for (TrialEnded end = next(); end != null && end.time() < until; end = next()) {
                pen.trial(trials.get(settled++), until, end.time());
            }
            at = pen.at;
        }

        private @Nullable TrialEnded next() {
            return settled < trials.size() ? trials.get(settled).end() : null;
        }

        private void add(long from, long to, Phase phase) {
            parts.merge(phase, to - from, Long::sum);
        }

        void addTo(Map<Phase, Long> totals, Attempt attempt, long end) {
            Stretches sum = (from, to, phase) -> totals.merge(phase, to - from, Long::sum);
            Pen pen = new Pen(attempt.begin, sum);
            pen.before(trials.get(0));
            pen.at = Math.max(pen.at, at);
            trials.subList(settled, trials.size()).forEach(trial -> pen.trial(trial, attempt.until, end));
            pen.to(end, Phase.IDLE);
            parts.forEach((phase, millis) -> totals.merge(phase, millis, Long::sum));
        }
    }

    @FunctionalInterface
    private interface Stretches {
        void add(long from, long to, Phase phase);
    }

    /** Draws one slot's time from left to right. */
    private static final class Pen {

        private final Stretches stretches;
        private long at;

        Pen(long at, Stretches stretches) {
            this.at = at;
            this.stretches = stretches;
        }

        /** What the clocks of two machines put before the pen is not drawn. */
        void to(long end, Phase phase) {
            if (end > at) {
                stretches.add(at, end, phase);
                at = end;
            }
        }

        /** The time in which the slot had no trial. */
        void before(TrialHistory trial) {
            Long waited = trial.start().search().waitedMillis();
            to(trial.start().time() - (waited == null ? 0 : waited), Phase.IDLE);
            to(trial.start().time(), Phase.SEARCH);
        }

        /**
         * A trial; one that its driver did not see the end of was at work until the driver's last record.
         *
         * @param until when the next driver began
         * @param last the driver's last record
         */
        void trial(TrialHistory trial, long until, long last) {
            before(trial);
            for (EpochFinished epoch : trial.epochs()) {
                to(epoch.start(), Phase.OVERHEAD);
                to(epoch.start() + epoch.dataMillis(), Phase.DATA);
                to(epoch.start() + epoch.dataMillis() + epoch.trainMillis(), Phase.TRAINING);
                to(epoch.time() - epoch.evaluateMillis(), Phase.OVERHEAD);
                to(epoch.time(), Phase.EVALUATION);
            }
            TrialEnded end = trial.end();
            to(
                    end != null && end.time() < until ? end.time() : last,
                    trial.ended(TrialEnded.State.FINISHED) ? Phase.OVERHEAD : Phase.UNFINISHED);
        }
    }
}
