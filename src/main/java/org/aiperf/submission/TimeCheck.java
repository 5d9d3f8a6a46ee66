// SPDX-License-Identifier: Apache-2.0
package org.aiperf.submission;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.function.Consumer;
import org.aiperf.config.Settings;
import org.aiperf.history.EpochFinished;
import org.aiperf.history.ExecutorDescribed;
import org.aiperf.history.History;
import org.aiperf.history.RunStarted;
import org.aiperf.history.RunStopped;
import org.aiperf.history.TrialHistory;
import org.aiperf.history.TrialStarted;

/**
 * Time runs forwards, in a trial, on a slot and on a device: two trials never share one, no more trials run at once than
 * the run may have, an epoch lasts as long as its parts, and a run as long as its settings let it.
 *
 * @param now the verifier's clock
 */
record TimeCheck(Instant now) implements Check {

    /** Parts are timed by the executor, the whole by what the driver heard and when. */
    private static final long TOLERANCE = 2000;

    /** No version that writes histories is older. */
    private static final Instant FIRST_RELEASE = Instant.parse("2026-01-01T00:00:00Z");

    private static final Duration CLOCKS = Duration.ofDays(1);

    /** What a driver takes to end: it stores records, and waits for none of its trials. */
    private static final Duration END = Duration.ofMinutes(5);

    @Override
    public void find(History history, Settings settings, Consumer<Violation> found) {
        dates(history, found);
        length(history, settings, found);
        Map<String, TrialHistory> lastOfSlot = new HashMap<>();
        long begin = history.attempts().get(0).time();
        for (TrialHistory trial : history.trials()) {
            TrialStarted start = trial.start();
            String where = "trial " + start.trial();
            if (start.time() < begin) {
                found.accept(new Violation(where, "It began %d ms before the run".formatted(begin - start.time())));
            }
            TrialHistory before = lastOfSlot.put(start.slot(), trial);
            if (before != null && end(before) > start.time()) {
                found.accept(new Violation(
                        where,
                        "It began %d ms before trial %s ended on the same slot, %s"
                                .formatted(
                                        end(before) - start.time(),
                                        before.start().trial(),
                                        start.slot())));
            }
            epochs(trial, found);
        }
        atOnce(history, settings, found);
        devices(history, found);
    }

    private void dates(History history, Consumer<Violation> found) {
        Instant first = Instant.ofEpochMilli(history.attempts().get(0).time());
        Instant last = Instant.ofEpochMilli(history.lastTime());
        if (first.isBefore(FIRST_RELEASE)) {
            found.accept(new Violation("history", "It begins at %s, before AIPerf could write it".formatted(first)));
        }
        if (last.isAfter(now.plus(CLOCKS))) {
            found.accept(new Violation("history", "It ends at %s, which is yet to come".formatted(last)));
        }
        long before = 0;
        for (RunStarted attempt : history.attempts()) {
            if (attempt.time() < before) {
                found.accept(new Violation(
                        "driver " + attempt.attempt(),
                        "It began %d ms before the driver before it".formatted(before - attempt.time())));
            }
            before = attempt.time();
        }
    }

    private static void length(History history, Settings settings, Consumer<Violation> found) {
        Duration active = history.activeTime();
        Duration limit = settings.run().duration();
        if (active.compareTo(limit.plus(END)) > 0) {
            found.accept(new Violation(
                    "history",
                    "Its drivers were at work for %s; the settings end the run after %s"
                            .formatted(words(active), words(limit))));
        }
        Optional<RunStopped> stop = history.stop();
        if (stop.isPresent()
                && stop.get().complete()
                && active.compareTo(limit.minusMillis(TOLERANCE)) < 0
                && history.done() < settings.run().trials()
                && !stop.get().reason().equals(RunStopped.EXHAUSTED)) {
            found.accept(new Violation(
                    "history",
                    "It is said to be complete after %s and %d trials; the settings end the run after %s or %d trials"
                            .formatted(
                                    words(active),
                                    history.done(),
                                    words(limit),
                                    settings.run().trials())));
        }
    }

    private static String words(Duration duration) {
        return "%d:%02d:%02d".formatted(duration.toHours(), duration.toMinutesPart(), duration.toSecondsPart());
    }

    private static void epochs(TrialHistory trial, Consumer<Violation> found) {
        long last = trial.start().time();
        for (EpochFinished epoch : trial.epochs()) {
            String where = "trial %s, epoch %d".formatted(epoch.trial(), epoch.epoch());
            if (epoch.start() < last) {
                found.accept(new Violation(
                        where, "It began %d ms before what came before it was over".formatted(last - epoch.start())));
            }
            long parts = epoch.dataMillis() + epoch.trainMillis() + epoch.evaluateMillis();
            if (parts > epoch.time() - epoch.start() + TOLERANCE) {
                found.accept(new Violation(
                        where, "Its parts took %d ms, the whole %d ms".formatted(parts, epoch.time() - epoch.start())));
            }
            last = Math.max(last, epoch.time());
        }
        if (trial.end() != null && trial.end().time() < last) {
            found.accept(new Violation(
                    "trial " + trial.start().trial(),
                    "It ended %d ms before its last epoch"
                            .formatted(last - trial.end().time())));
        }
    }

    /** No more trials at once than the settings allow, or than the driver said that Spark has slots. */
    private static void atOnce(History history, Settings settings, Consumer<Violation> found) {
        int allowed = settings.run().concurrency();
        if (allowed == 0) {
            return; // executors may come and go: Spark has as many slots as their machines, which the peak rates bound
        }
        PriorityQueue<Long> ends = new PriorityQueue<>();
        for (TrialHistory trial : byStart(history)) {
            while (!ends.isEmpty() && ends.peek() <= trial.start().time()) {
                ends.remove();
            }
            ends.add(end(trial));
            if (ends.size() > allowed) {
                found.accept(new Violation(
                        "trial " + trial.start().trial(),
                        "It was one of %d trials at once; the run has %d at once".formatted(ends.size(), allowed)));
                return;
            }
        }
    }

    private static List<TrialHistory> byStart(History history) {
        List<TrialHistory> trials = new ArrayList<>(history.trials());
        trials.sort(Comparator.comparingLong(trial -> trial.start().time()));
        return trials;
    }

    /** A GPU of a host trains one trial at a time, and a host has the GPUs that it was described with. */
    private static void devices(History history, Consumer<Violation> found) {
        Map<String, ExecutorDescribed> executors = new HashMap<>();
        history.executors().forEach(executor -> executors.put(executor.executor(), executor));
        Map<String, TrialHistory> lastOfDevice = new HashMap<>();
        for (TrialHistory trial : byStart(history)) {
            TrialStarted start = trial.start();
            String where = "trial " + start.trial();
            String executor = start.slot().substring(0, Math.max(start.slot().lastIndexOf('/'), 0));
            ExecutorDescribed machine = executors.get(executor);
            String host = machine == null ? executor : machine.host();
            Set<Integer> own = new HashSet<>();
            for (int gpu : start.gpus()) {
                if (!own.add(gpu)) {
                    found.accept(new Violation(where, "It names GPU %d twice".formatted(gpu)));
                }
                TrialHistory before = lastOfDevice.put(host + "#" + gpu, trial);
                if (before != null && before != trial && end(before) > start.time()) {
                    found.accept(new Violation(
                            where,
                            "It began %d ms before trial %s ended on the same GPU, %d of %s"
                                    .formatted(
                                            end(before) - start.time(),
                                            before.start().trial(),
                                            gpu,
                                            host)));
                }
            }
            if (machine != null && own.size() > accelerators(machine)) {
                found.accept(new Violation(
                        where,
                        "It trained on %d GPUs of %s, which has %d"
                                .formatted(own.size(), host, accelerators(machine))));
            }
        }
    }

    private static int accelerators(ExecutorDescribed machine) {
        String count = machine.fields().getOrDefault("accelerators_per_node", "");
        return count.matches("\\d{1,4}") ? Integer.parseInt(count) : Integer.MAX_VALUE;
    }

    static long end(TrialHistory trial) {
        return trial.end() == null
                ? trial.lastTime()
                : Math.max(trial.lastTime(), trial.end().time());
    }
}
