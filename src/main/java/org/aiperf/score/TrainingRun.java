// SPDX-License-Identifier: Apache-2.0
package org.aiperf.score;

import java.time.Instant;
import java.util.List;

/**
 * One network trained with one set of hyperparameters: when its set-up began and the epochs that it has finished.
 *
 * @param start when the training was set up; the earliest starts the clock of the score
 * @param epochs finished epochs, none of which ends before the start
 */
public record TrainingRun(Instant start, List<EpochSample> epochs) {

    public TrainingRun {
        epochs = List.copyOf(epochs);
        for (EpochSample epoch : epochs) {
            if (epoch.end().isBefore(start)) {
                throw new IllegalArgumentException(
                        "An epoch ended at %s, before its training started at %s".formatted(epoch.end(), start));
            }
        }
    }
}
