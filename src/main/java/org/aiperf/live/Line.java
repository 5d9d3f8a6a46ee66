// SPDX-License-Identifier: Apache-2.0
package org.aiperf.live;

import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.aiperf.live.LiveView.Moment;

/** Points of lines in a picture of 100 by 30 units, from 0 at the lower left corner to the greatest value. */
final class Line {

    private static final int WIDTH = 100;
    private static final int HEIGHT = 30;

    private Line() {}

    /** A value over time. */
    static String of(List<Moment> course, ToDoubleFunction<Moment> value) {
        double greatest = course.stream().mapToDouble(value).max().orElse(0);
        return of(course, Moment::seconds, moment -> greatest > 0 ? value.applyAsDouble(moment) / greatest : 0);
    }

    /** Shares from 0 to 1 over time. */
    static <T> String of(List<T> course, ToDoubleFunction<T> seconds, ToDoubleFunction<T> share) {
        double end = seconds.applyAsDouble(course.get(course.size() - 1));
        return course.stream()
                .map(each -> point(seconds.applyAsDouble(each) / end, share.applyAsDouble(each)))
                .collect(Collectors.joining(" "));
    }

    /** A learning curve from its untrained beginning, with room for the epochs to come; its greatest value is 1. */
    static String curve(List<Double> accuracies, int epochs) {
        return point(0, 0) + " "
                + IntStream.range(0, accuracies.size())
                        .mapToObj(epoch -> point((epoch + 1.0) / epochs, accuracies.get(epoch)))
                        .collect(Collectors.joining(" "));
    }

    private static String point(double x, double y) {
        return decimal(WIDTH * x) + "," + decimal(HEIGHT * (1 - y));
    }

    /** Two decimals; a page has thousands of points, for which a formatter is too slow. */
    private static String decimal(double value) {
        long hundredths = Math.round(100 * value);
        return hundredths / 100 + (hundredths % 100 < 10 ? ".0" : ".") + hundredths % 100;
    }
}
