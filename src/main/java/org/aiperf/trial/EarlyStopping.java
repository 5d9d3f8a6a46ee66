// SPDX-License-Identifier: Apache-2.0
package org.aiperf.trial;

import java.util.List;
import org.aiperf.config.StoppingSettings.Criterion;
import org.aiperf.config.StoppingSettings.Metric;
import org.aiperf.history.EpochFinished;

/**
 * Stops a trial whose validation metric has not improved for some epochs (method section 2.1). The best value so far must
 * be beaten by more than the least gain.
 *
 * @param criterion what is watched and for how long
 * @param round round of the trial, from 0
 */
public record EarlyStopping(Criterion criterion, int round) {

    /** Whether the trial has waited long enough. */
    public boolean stops(List<EpochFinished> epochs) {
        double best = Double.NEGATIVE_INFINITY;
        int waited = 0;
        for (EpochFinished epoch : epochs) {
            double value = criterion.metric() == Metric.ACCURACY ? epoch.validationAccuracy() : -epoch.validationLoss();
            if (value > best + criterion.minDelta()) {
                best = value;
                waited = 0;
            } else {
                waited++;
            }
        }
        return waited >= criterion.patienceIn(round);
    }
}
