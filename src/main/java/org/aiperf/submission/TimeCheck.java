// SPDX-License-Identifier: Apache-2.0
package org.aiperf.submission;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.aiperf.config.Settings;
import org.aiperf.history.EpochFinished;
import org.aiperf.history.History;
import org.aiperf.history.TrialHistory;
import org.aiperf.history.TrialStarted;

/** Time runs forwards, in a trial and on a slot: two trials never share one, and an epoch lasts as long as its parts. */
record TimeCheck() implements Check {

    /** Parts are timed by the executor, the whole by what the driver heard and when. */
    private static final long TOLERANCE = 2000;

    @Override
    public void find(History history, Settings settings, Consumer<Violation> found) {
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
            if (epoch.dataMillis() < 0 || epoch.trainMillis() < 0 || epoch.evaluateMillis() < 0) {
                found.accept(new Violation(where, "A part of it took less than no time"));
            }
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

    private static long end(TrialHistory trial) {
        return trial.end() == null
                ? trial.lastTime()
                : Math.max(trial.lastTime(), trial.end().time());
    }
}
