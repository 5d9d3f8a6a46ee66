// SPDX-License-Identifier: Apache-2.0
package org.aiperf.score;

import java.util.Arrays;

/** Operations in equal windows of a run's time. What was done between two times was done evenly. */
final class Windows {

    private final double width;
    private final double[] done;

    /** @param width of a window in seconds, greater than 0 */
    Windows(double width, int count) {
        this.width = width;
        this.done = new double[count];
    }

    /** Whether two times, in seconds after the start, lie in the same window. */
    boolean inOne(double from, double to) {
        return window(from) == window(to);
    }

    /** Adds operations to all windows that they touch. */
    void add(double from, double to, double operations) {
        int first = window(from);
        int last = window(to);
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

    /** Operations per second in each window. */
    double[] rates() {
        return Arrays.stream(done).map(operations -> operations / width).toArray();
    }

    private int window(double time) {
        return Math.min((int) (time / width), done.length - 1);
    }
}
