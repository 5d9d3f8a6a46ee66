// SPDX-License-Identifier: Apache-2.0
package org.aiperf.benchmark;

import org.aiperf.history.EpochFinished;
import org.aiperf.history.TrialEnded;
import org.aiperf.history.TrialStarted;

/**
 * Puts the times of a trial on the driver's clock. The clocks of a cluster differ, and the score must not depend on
 * whose is ahead: the trial's begin is when the driver hears of it, and all that follows keeps its distance from there,
 * but is never later than the driver hears of it: a first message that took long must not push the end of a trial into the
 * next one. Times never run backwards, even if the executor's clock is set.
 */
final class TrialClock {

    private long offset;
    private long latest;

    /**
     * @param executorTime when the executor says that the trial began
     * @param driverTime when the driver heard of it
     */
    TrialClock(long executorTime, long driverTime) {
        this.offset = driverTime - executorTime;
        this.latest = driverTime;
    }

    TrialStarted stamped(TrialStarted start) {
        return start.at(moved(start.time()));
    }

    /** @param driverTime when the driver heard of it */
    EpochFinished stamped(EpochFinished epoch, long driverTime) {
        offset = Math.min(offset, driverTime - epoch.time());
        long start = moved(epoch.start());
        return new EpochFinished(
                moved(epoch.time()),
                epoch.trial(),
                epoch.epoch(),
                start,
                epoch.imagesTrained(),
                epoch.imagesValidated(),
                epoch.loss(),
                epoch.trainAccuracy(),
                epoch.validationLoss(),
                epoch.validationAccuracy(),
                epoch.learningRate(),
                epoch.dataMillis(),
                epoch.trainMillis(),
                epoch.evaluateMillis(),
                epoch.firstLosses());
    }

    /** @param driverTime when the driver heard of it */
    TrialEnded stamped(TrialEnded end, long driverTime) {
        offset = Math.min(offset, driverTime - end.time());
        return new TrialEnded(
                moved(end.time()),
                end.trial(),
                end.state(),
                end.reason(),
                end.accuracy(),
                end.predicted(),
                end.model());
    }

    private long moved(long executorTime) {
        latest = Math.max(latest, executorTime + offset);
        return latest;
    }
}
