// SPDX-License-Identifier: Apache-2.0
package org.aiperf.benchmark;

import java.util.Optional;
import org.aiperf.history.TrialEnded;
import org.aiperf.trial.TrialDesk;
import org.aiperf.unit.Operations;

/** Runs rounds of trials on the slots of a cluster. Thread-safe. */
public interface TrialLauncher extends AutoCloseable {

    /** Told what becomes of a round's tasks, one by one, the moment it is known. May be called by any thread. */
    interface RoundListener {

        /**
         * A task is over.
         *
         * @param task identifies it, as in its calls to the desk
         * @param result how its trial ended, or nothing if it had none
         */
        void taskEnded(String task, Optional<TrialEnded> result);

        /** A round cannot go on; its tasks that have not ended never will. */
        void roundFailed(String reason);
    }

    /** Trials that can run at once now, at least 1. It changes when executors come and go. */
    int slots();

    /** From now on tasks reach this desk. */
    void connect(TrialDesk desk);

    /**
     * Launches a round and returns at once. Its tasks start as slots become free, after those of the rounds before it;
     * only then does each ask the desk for its trial.
     *
     * @param round number of the launch, from 0
     * @param tasks number of trials that the round may run
     */
    void launch(int round, int tasks, RoundListener listener);

    /**
     * Stops one task, which then may start anew on another slot and ask for another trial. Returns before it has stopped;
     * does nothing if it does not run.
     *
     * @param task as in its calls to the desk
     */
    void kill(String task, String reason);

    /** Operations of all trials up to now as far as they are known, for display only. */
    Operations liveOperations();

    /** Stops all tasks; returns before they have stopped. */
    void cancel();

    @Override
    void close();
}
