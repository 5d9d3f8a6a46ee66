// SPDX-License-Identifier: Apache-2.0
package org.aiperf.trial;

import java.util.Optional;
import org.aiperf.history.EpochFinished;
import org.aiperf.history.ExecutorRecord;
import org.aiperf.history.TrialEnded;
import org.aiperf.history.TrialStarted;
import org.aiperf.search.bayes.NetworkCode;

/**
 * The driver, as a running task sees it. The driver decides which trial a task is, whether a network is new, and when
 * to stop. Implementations are thread-safe; a call whose answer does not come ends in an unchecked exception.
 */
public interface TrialDesk extends ChunkSource {

    /**
     * Asks for a trial. Nothing means that the run needs no further one.
     *
     * @param task identifies the partition that asks; a task that asks again has lost the trial it had
     */
    Optional<Ticket> next(String task);

    /**
     * Announces the network that a trial will train.
     *
     * @param code what searches see of the network; whoever offers it has it as an object, and the driver only as a text
     */
    Decision begin(TrialStarted start, NetworkCode code);

    /** Announces the network that a trial will train. */
    default Decision begin(TrialStarted start) {
        return begin(start, NetworkCode.of(start.unpacked()));
    }

    /** Reports a finished epoch. Anything but {@link Decision#GO} and {@link Decision#KEEP} ends the trial. */
    Decision epoch(EpochFinished epoch);

    /**
     * Reports how a trial ended, before its slot asks for the next one: what is chosen for that then follows from all that
     * the slot has done. The task's own result may repeat it.
     */
    void end(TrialEnded end);

    /** What the search should know beyond a version of the history, from 0; the sealed chunks of it are to be fetched. */
    HistoryUpdate history(long version);

    /** Tells that a trial's training makes progress within an epoch; one that is silent for too long is given up. */
    void alive(String trial);

    /**
     * Tells that this executor cannot run trials, for a reason that lies in it; another one may. A trial that the task
     * has begun is over.
     *
     * @param task as in {@link #next}; it may ask again elsewhere
     */
    void unable(String task, String reason);

    /** Tells what this executor's machine is made of, what energy it took, or how it was used. */
    void machine(ExecutorRecord told);

    /** Tells that no trial can succeed, for a reason that lies outside of networks; the run stops. */
    void abort(String reason);

    /** Tells that the search found nothing new; the run ends with the trials that it has. */
    void exhausted(String reason);

    /** The driver's answer to an announcement. */
    enum Decision {
        /** Go on. */
        GO,
        /** Go on, and store the model: nothing in the run is more accurate than this epoch. */
        KEEP,
        /** This network is trained already, or being trained: choose another. */
        DUPLICATE,
        /** The run is over. */
        STOP
    }
}
