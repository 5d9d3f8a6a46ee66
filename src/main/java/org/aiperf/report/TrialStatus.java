// SPDX-License-Identifier: Apache-2.0
package org.aiperf.report;

import java.time.Instant;
import org.aiperf.history.History;
import org.aiperf.history.TrialEnded;
import org.aiperf.history.TrialHistory;

/**
 * Where a trial stands at some time, also one whose end nobody recorded.
 *
 * @param state {@code running}, or how it ended, as a table shows it
 * @param reason why, in one sentence
 * @param end when it ended, or the time of the question while it runs
 */
public record TrialStatus(String state, String reason, Instant end) {

    public static TrialStatus of(History history, TrialHistory trial, Instant now) {
        TrialEnded end = trial.end();
        if (end != null) {
            return new TrialStatus(end.state().word(), end.reason(), Instant.ofEpochMilli(end.time()));
        }
        if (history.runs(trial)) {
            return new TrialStatus("running", "", now);
        }
        return new TrialStatus(
                TrialEnded.State.CUT.word(), "Its driver ended before it did.", Instant.ofEpochMilli(trial.lastTime()));
    }
}
