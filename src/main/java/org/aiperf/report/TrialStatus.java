// SPDX-License-Identifier: Apache-2.0
package org.aiperf.report;

import java.time.Instant;
import java.util.Comparator;
import java.util.Locale;
import org.aiperf.history.EpochFinished;
import org.aiperf.history.History;
import org.aiperf.history.TrialEnded;
import org.aiperf.history.TrialHistory;

/**
 * Where a trial stands at some time, also one whose end nobody recorded.
 *
 * @param state running, or how it ended
 * @param reason why, in one sentence
 * @param end when it ended, or the time of the question while it runs
 */
public record TrialStatus(State state, String reason, Instant end) {

    /** What may become of a trial. */
    public enum State {
        RUNNING,
        FINISHED,
        FAILED,
        CUT;

        /** As a table shows it. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public static TrialStatus of(History history, TrialHistory trial, Instant now) {
        TrialEnded end = trial.end();
        if (end != null) {
            return new TrialStatus(
                    switch (end.state()) {
                        case FINISHED -> State.FINISHED;
                        case FAILED -> State.FAILED;
                        case CUT -> State.CUT;
                    },
                    end.reason(),
                    Instant.ofEpochMilli(end.time()));
        }
        if (history.stop().isEmpty()
                && trial.start().time() >= history.latestAttempt().time()) {
            return new TrialStatus(State.RUNNING, "", now);
        }
        long last = trial.epochs().stream()
                .map(EpochFinished::time)
                .max(Comparator.naturalOrder())
                .orElse(trial.start().time());
        return new TrialStatus(State.CUT, "Its driver ended before it did.", Instant.ofEpochMilli(last));
    }
}
