// SPDX-License-Identifier: Apache-2.0
package org.aiperf.score;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
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

    static RateSpread of(List<TrainingRun> runs, Instant start, Duration elapsed, int windows) {
        if (windows < 2) {
            throw new IllegalArgumentException("A spread needs at least 2 windows, not " + windows);
        }
        double[] rates = rates(runs, start, elapsed, windows);
        double mean = Arrays.stream(rates).average().orElseThrow();
        double squares =
                Arrays.stream(rates).map(rate -> (rate - mean) * (rate - mean)).sum();
        return new RateSpread(new Rate(mean), new Rate(Math.sqrt(squares / (windows - 1))), windows);
    }

    /** Operations per second in each window. */
    static double[] rates(List<TrainingRun> runs, Instant start, Duration elapsed, int windows) {
        double width = seconds(elapsed) / windows;
        double[] done = new double[windows];
        for (TrainingRun run : runs) {
            double from = seconds(Duration.between(start, run.start()));
            List<EpochSample> epochs = new ArrayList<>(run.epochs());
            epochs.sort(Comparator.comparing(EpochSample::end));
            for (EpochSample epoch : epochs) {
                double to = seconds(Duration.between(start, epoch.end()));
                spread(done, width, from, to, epoch.operations().count());
                from = to;
            }
        }
        return Arrays.stream(done).map(operations -> operations / width).toArray();
    }

    /** Adds operations done evenly between two times to the windows that they touch. */
    private static void spread(double[] done, double width, double from, double to, double operations) {
        int first = Math.min((int) (from / width), done.length - 1);
        int last = Math.min((int) (to / width), done.length - 1);
        if (first == last || from == to) {
            done[last] += operations;
            return;
        }
        for (int window = first; window <= last; window++) {
            double begin = Math.max(from, window * width);
            double end = window == last ? to : (window + 1) * width;
            done[window] += operations * (end - begin) / (to - from);
        }
    }

    private static double seconds(Duration duration) {
        return duration.toNanos() / 1e9;
    }

    @Override
    public String toString() {
        return mean + " ± " + deviation;
    }
}
