// SPDX-License-Identifier: Apache-2.0
package org.aiperf.benchmark;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.aiperf.trial.Ticket;

/** The tasks that have asked for a trial and have not ended, each with its trial. */
final class RunningTrials {

    /** Those that were silent longest come first. */
    private final Map<String, RunningTrial> byTask = new LinkedHashMap<>();

    /** Those that are not over. */
    private final Map<String, RunningTrial> byTrial = new LinkedHashMap<>();

    private int givenUp;

    void add(String task, Ticket ticket, Instant now) {
        RunningTrial trial = new RunningTrial(task, ticket, now);
        byTask.put(task, trial);
        byTrial.put(ticket.trial(), trial);
    }

    /** The trial of an id, if it is not over. */
    Optional<RunningTrial> trial(String id) {
        return Optional.ofNullable(byTrial.get(id));
    }

    /** Something was heard of a trial. */
    void heard(RunningTrial trial, Instant now) {
        trial.heardOf(now);
        byTask.remove(trial.task());
        byTask.put(trial.task(), trial);
    }

    /** A task leaves its trial; nothing if it has none. */
    Optional<RunningTrial> leave(String task) {
        RunningTrial trial = byTask.remove(task);
        if (trial != null) {
            over(trial);
            givenUp -= trial.isGivenUp() ? 1 : 0;
        }
        return Optional.ofNullable(trial);
    }

    /** A trial counts no more as running; its task still does. */
    void over(RunningTrial trial) {
        byTrial.remove(trial.id());
    }

    /** Neither the trial nor its task is waited for any more. */
    void giveUp(RunningTrial trial) {
        over(trial);
        trial.giveUp();
        givenUp++;
    }

    /** Trials that are not over. */
    int count() {
        return byTrial.size();
    }

    /** Whether no trial and no task is waited for. */
    boolean none() {
        return byTask.size() == givenUp;
    }

    /** Trials of which nothing was heard since a time, and that are not given up yet. */
    List<RunningTrial> silentSince(Instant time) {
        return byTask.values().stream()
                .takeWhile(trial -> trial.isSilentSince(time))
                .filter(trial -> !trial.isGivenUp())
                .toList();
    }

    /** Trials whose training has begun and is not over. */
    List<RunningTrial> training() {
        return byTrial.values().stream().filter(RunningTrial::trains).toList();
    }
}
