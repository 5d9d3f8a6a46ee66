// SPDX-License-Identifier: Apache-2.0
package org.aiperf.report;

import org.aiperf.history.History;
import org.aiperf.history.TrialEnded.State;

/**
 * How many trials a run has begun, and what became of them.
 *
 * @param running begun and not ended
 * @param finished ended by budget or stopping rule
 * @param failed ended by a failure
 * @param cut ended with the run or a driver
 */
public record TrialCounts(int running, int finished, int failed, int cut) {

    static TrialCounts of(History history) {
        int running = (int) history.open().stream().filter(history::runs).count();
        return new TrialCounts(
                running,
                history.ended(State.FINISHED),
                history.ended(State.FAILED),
                history.trials().size() - running - history.done());
    }

    /** Those that count against a run's number of trials: what was cut off is made up for. */
    public int done() {
        return finished + failed;
    }

    /** For example {@code 9 finished, 1 failed, 2 cut}. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(finished + " finished");
        append(text, failed, "failed");
        append(text, cut, "cut");
        append(text, running, "running");
        return text.toString();
    }

    private static void append(StringBuilder text, int count, String what) {
        if (count > 0) {
            text.append(", ").append(count).append(' ').append(what);
        }
    }
}
