// SPDX-License-Identifier: Apache-2.0
package org.aiperf.benchmark;

import org.aiperf.history.EpochFinished;
import org.aiperf.history.History;
import org.aiperf.history.TrialEnded;
import org.aiperf.history.TrialHistory;

/** How far a recorded run has come. */
public final class RunProgress {

    private RunProgress() {}

    /** Trials that count against the run's number of trials: all that ended by themselves, in success or failure. */
    public static int finishedTrials(History history) {
        return (int) history.trials().stream().filter(RunProgress::isFinished).count();
    }

    /** The best validation accuracy of all trials; 0 before an epoch has finished. */
    static double bestAccuracy(History history) {
        return history.trials().stream()
                .flatMapToDouble(trial -> trial.accuracy().stream())
                .max()
                .orElse(0);
    }

    /** The sequence number of the next trial. */
    static int nextSequence(History history) {
        return history.trials().stream()
                        .mapToInt(t -> t.start().sequence())
                        .max()
                        .orElse(-1)
                + 1;
    }

    /** When something was last heard of a trial. */
    static long lastTime(TrialHistory trial) {
        return trial.epochs().stream()
                .mapToLong(EpochFinished::time)
                .max()
                .orElse(trial.start().time());
    }

    private static boolean isFinished(TrialHistory trial) {
        TrialEnded end = trial.end();
        return end != null && end.state() != TrialEnded.State.CUT;
    }
}
