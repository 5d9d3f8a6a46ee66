// SPDX-License-Identifier: Apache-2.0
package org.aiperf.report;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.aiperf.history.History;
import org.aiperf.history.TrialEnded;
import org.aiperf.history.TrialHistory;

/**
 * How busy the slots were while there were trials to begin: from the first trial's start to the last one's, so that
 * neither the start of the executors nor the last trials' different ends count.
 *
 * @param slots slots that ran trials
 * @param share time in trials, as a share of the time of all slots
 * @param idle time between two trials on a slot
 */
public record SlotUse(int slots, double share, Optional<Times> idle) {

    public static SlotUse of(History history) {
        List<TrialHistory> trials = history.trials();
        long first = trials.stream().mapToLong(t -> t.start().time()).min().orElse(0);
        long last = trials.stream().mapToLong(t -> t.start().time()).max().orElse(0);
        int slots = history.slots().size();
        long busy = trials.stream()
                .mapToLong(trial ->
                        Math.min(end(trial, history), last) - trial.start().time())
                .sum();
        Optional<Times> idle = Times.ofMillis(trials.stream()
                .map(trial -> trial.start().search().idleMillis())
                .filter(Objects::nonNull)
                .mapToLong(Long::longValue));
        return new SlotUse(slots, last == first ? 0 : (double) busy / ((double) slots * (last - first)), idle);
    }

    private static long end(TrialHistory trial, History history) {
        TrialEnded end = trial.end();
        return end == null ? history.lastTime() : end.time();
    }
}
