// SPDX-License-Identifier: Apache-2.0
package org.aiperf.score;

import java.time.Duration;
import org.aiperf.unit.Operations;
import org.aiperf.unit.Rate;

/**
 * The score at one mark: what had been done by the last epoch that ended before it (method section 1.1).
 *
 * @param mark the time after the start at which the score is read
 * @param elapsed what the operations are divided by, longer than zero: the time from the start to the mark, but no longer than
 *     the window, or to the end of that last epoch
 * @param total operations of all epochs that had ended
 * @param bestAccuracy the best validation accuracy of those epochs, from 0 to 1
 */
public record ScorePoint(Duration mark, Duration elapsed, Operations total, double bestAccuracy) {

    /**
     * The error below which the regulated score no longer grows: half a wrong image among the 50,000 of ImageNet. An
     * error of 0, which a tiny validation set may well give, would make it infinite.
     */
    public static final double LEAST_ERROR = 1e-5;

    /** Operations per second of wall-clock time: the ranking number. */
    public Rate score() {
        return total.per(elapsed);
    }

    /** Share of validation images that even the best epoch classified wrongly. */
    public double error() {
        return 1 - bestAccuracy;
    }

    /** The score times {@code -ln(error)}, with the error taken as at least {@link #LEAST_ERROR}. */
    public Rate regulated() {
        return new Rate(score().perSecond() * Math.abs(Math.log(Math.max(error(), LEAST_ERROR))));
    }
}
