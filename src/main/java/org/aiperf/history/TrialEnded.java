// SPDX-License-Identifier: Apache-2.0
package org.aiperf.history;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import java.util.Locale;
import org.aiperf.config.Secrets;
import org.jspecify.annotations.Nullable;

/**
 * A trial is over. What it achieved stands in its epochs.
 *
 * @param time when it ended
 * @param trial id
 * @param state how it ended
 * @param reason why it ended, in one sentence
 * @param accuracy best validation accuracy, or null if no epoch ended
 * @param predicted accuracy that its learning curve predicts for more epochs, or null if it predicts none that is greater
 * @param model SHA-256 of the file of its model in hexadecimal, or null if it left none or the history is of format 3
 */
public record TrialEnded(
        long time,
        String trial,
        State state,
        String reason,
        @JsonSetter(nulls = Nulls.SET) @Nullable Double accuracy,
        @JsonSetter(nulls = Nulls.SET) @Nullable Double predicted,
        @JsonSetter(nulls = Nulls.SET) @Nullable String model)
        implements HistoryRecord {

    public TrialEnded {
        reason = Secrets.hidden(reason);
    }

    /** The end of a trial that left no model. */
    public TrialEnded(
            long time,
            String trial,
            State state,
            String reason,
            @Nullable Double accuracy,
            @Nullable Double predicted) {
        this(time, trial, state, reason, accuracy, predicted, null);
    }

    /**
     * What the trial is worth to a search: the greater of its measured and its predicted accuracy; null unless it finished.
     * Score and validity know the measured one only.
     */
    public @Nullable Double worth() {
        if (state != State.FINISHED || accuracy == null) {
            return null;
        }
        return predicted == null ? accuracy : Double.valueOf(Math.max(accuracy, predicted));
    }

    /** How a trial ends. */
    public enum State {
        /** It used its budget up, or stopped by the stopping rule. */
        FINISHED,
        /** Its network could not be built, diverged or did not fit into memory, or its data could not be read. */
        FAILED,
        /** The run ended, or its task was lost, before it did; its finished epochs count. */
        CUT;

        /** As a table shows it. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
