// SPDX-License-Identifier: Apache-2.0
package org.aiperf.history;

import org.jspecify.annotations.Nullable;

/**
 * A trial is over. What it achieved stands in its epochs.
 *
 * @param time when it ended
 * @param trial id
 * @param state how it ended
 * @param reason why it ended, in one sentence
 * @param accuracy best validation accuracy, or null if no epoch ended
 */
public record TrialEnded(long time, String trial, State state, String reason, @Nullable Double accuracy)
        implements HistoryRecord {

    /** How a trial ends. */
    public enum State {
        /** It used its budget up, or stopped by the stopping rule. */
        FINISHED,
        /** Its network could not be built, diverged or did not fit into memory, or its data could not be read. */
        FAILED,
        /** The run ended, or its task was lost, before it did; its finished epochs count. */
        CUT
    }
}
