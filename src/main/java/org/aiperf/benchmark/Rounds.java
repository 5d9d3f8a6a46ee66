// SPDX-License-Identifier: Apache-2.0
package org.aiperf.benchmark;

import java.util.Optional;

/**
 * How many tasks are launched, and when: a round is launched while the one before still runs, early enough that its tasks
 * wait for slots and not slots for tasks.
 */
final class Rounds {

    /** Trials at once by the settings; 0: as many as there are slots. */
    private final int limit;

    private int first;
    private int offered;
    private int launched;
    private int waiting;
    private int inFlight;

    /** @param limit trials at once by the settings; 0: as many as there are slots */
    Rounds(int limit) {
        this.limit = limit;
    }

    /** The cluster has so many slots when the run begins. */
    void begin(int slots) {
        first = slots;
        offered = slots;
    }

    /** The cluster has so many slots now. */
    void offer(int slots) {
        offered = slots;
    }

    /** Trials at once when the run began; a round has as many. */
    int concurrency() {
        return limit > 0 ? limit : Math.max(first, 1);
    }

    /** Tasks that wait for a slot. */
    int waiting() {
        return waiting;
    }

    /** A task has come to a slot. */
    void arrived() {
        waiting--;
    }

    /** A task that had come to a slot waits for another one. */
    void waitsAgain() {
        waiting++;
    }

    /** A task is over. */
    void ended() {
        inFlight--;
    }

    /**
     * The next round, if it is time.
     *
     * @param wanted trials that the run needs beyond those for which tasks are there
     */
    Optional<Effect> next(int wanted) {
        int slots = Math.max(concurrency(), limit > 0 ? 0 : offered);
        if (wanted <= 0 || waiting > slots / 2) {
            return Optional.empty();
        }
        int tasks = Math.min(wanted, slots);
        if (slots < offered) {
            // More slots than the run may use: a task more would not wait, it would run.
            tasks = Math.min(tasks, slots - inFlight);
        }
        if (tasks <= 0) {
            return Optional.empty();
        }
        waiting += tasks;
        inFlight += tasks;
        return Optional.of(new Effect.Launch(launched++, tasks));
    }
}
