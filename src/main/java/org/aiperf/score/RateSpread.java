// SPDX-License-Identifier: Apache-2.0
package org.aiperf.score;

import java.util.Arrays;
import org.aiperf.unit.Rate;

/**
 * The rate over equal windows of a run: how evenly it worked. Finished epochs are counted as if their operations were
 * spread evenly from the end of the epoch before, or the start of the training, to their own end; the mean then equals
 * the score. Running epochs count nothing, so the latest windows of a live run are on the low side.
 *
 * @param mean average of the windows
 * @param deviation sample standard deviation of the windows
 * @param windows number of windows
 */
public record RateSpread(Rate mean, Rate deviation, int windows) {

    /** @param rates operations per second in each window */
    static RateSpread of(double[] rates) {
        if (rates.length < 2) {
            throw new IllegalArgumentException("A spread needs at least 2 windows, not " + rates.length);
        }
        double mean = Arrays.stream(rates).average().orElseThrow();
        double squares =
                Arrays.stream(rates).map(rate -> (rate - mean) * (rate - mean)).sum();
        return new RateSpread(new Rate(mean), new Rate(Math.sqrt(squares / (rates.length - 1))), rates.length);
    }

    @Override
    public String toString() {
        return mean + " ± " + deviation;
    }
}
