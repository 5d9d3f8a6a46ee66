// SPDX-License-Identifier: Apache-2.0
package org.aiperf.score;

import java.time.Instant;
import org.aiperf.unit.Operations;

/**
 * A finished epoch as the score sees it.
 *
 * @param end when its validation had ended
 * @param operations operations of the images that it trained and validated
 * @param validationAccuracy share of validation images that were classified rightly, from 0 to 1
 */
public record EpochSample(Instant end, Operations operations, double validationAccuracy) {

    public EpochSample {
        if (!(validationAccuracy >= 0 && validationAccuracy <= 1)) {
            throw new IllegalArgumentException("An accuracy must be from 0 to 1, not " + validationAccuracy);
        }
    }
}
