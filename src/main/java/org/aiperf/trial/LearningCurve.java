// SPDX-License-Identifier: Apache-2.0
package org.aiperf.trial;

import java.util.List;
import java.util.function.DoubleUnaryOperator;

/**
 * The curve {@code a * log2(epoch + b) + c} of least squares through accuracies (method section 2.5). For a given b the
 * other two follow in closed form, so that a search over b alone finds the curve: no start value, no failure.
 *
 * @param a gain for each doubling of the epochs
 * @param b shift of the epochs, greater than -1
 * @param c accuracy where the logarithm is 0
 * @param error root of the mean squared distance of the points, in accuracy
 */
public record LearningCurve(double a, double b, double c, double error) {

    /** Bounds of u, where b = exp(u) - 1: from a curve that begins with a jump to one that is a straight line. */
    private static final double LEAST = Math.log(1e-6);

    private static final double GREATEST = Math.log(1e4);
    private static final int GRID = 60;
    private static final double GOLDEN_RATIO = (Math.sqrt(5) - 1) / 2;
    private static final double PRECISION = 1e-10;

    /**
     * A point of a curve.
     *
     * @param epoch number from 1
     * @param accuracy validation accuracy from 0 to 1
     */
    public record Point(double epoch, double accuracy) {}

    /**
     * The best curve.
     *
     * @param points at least two of different epochs
     */
    public static LearningCurve through(List<Point> points) {
        DoubleUnaryOperator error = u -> through(points, Math.exp(u) - 1).error();
        double step = (GREATEST - LEAST) / (GRID - 1);
        double best = LEAST;
        for (int i = 1; i < GRID; i++) {
            double u = LEAST + i * step;
            best = error.applyAsDouble(u) < error.applyAsDouble(best) ? u : best;
        }
        double least = minimum(error, Math.max(best - step, LEAST), Math.min(best + step, GREATEST));
        return through(points, Math.exp(least) - 1);
    }

    /** Where a function with one minimum in an interval has it: golden-section search. */
    private static double minimum(DoubleUnaryOperator function, double from, double to) {
        double left = to - GOLDEN_RATIO * (to - from);
        double right = from + GOLDEN_RATIO * (to - from);
        double atLeft = function.applyAsDouble(left);
        double atRight = function.applyAsDouble(right);
        while (to - from > PRECISION) {
            if (atLeft < atRight) {
                to = right;
                right = left;
                atRight = atLeft;
                left = to - GOLDEN_RATIO * (to - from);
                atLeft = function.applyAsDouble(left);
            } else {
                from = left;
                left = right;
                atLeft = atRight;
                right = from + GOLDEN_RATIO * (to - from);
                atRight = function.applyAsDouble(right);
            }
        }
        return (from + to) / 2;
    }

    /** The best curve of a given shift: a straight line over the logarithms. */
    private static LearningCurve through(List<Point> points, double b) {
        double x = 0;
        double y = 0;
        for (Point point : points) {
            x += log2(point.epoch() + b) / points.size();
            y += point.accuracy() / points.size();
        }
        double xx = 0;
        double xy = 0;
        for (Point point : points) {
            double dx = log2(point.epoch() + b) - x;
            xx += dx * dx;
            xy += dx * (point.accuracy() - y);
        }
        double a = xy / xx;
        double squares = 0;
        for (Point point : points) {
            double distance = point.accuracy() - y - a * (log2(point.epoch() + b) - x);
            squares += distance * distance;
        }
        return new LearningCurve(a, b, y - a * x, Math.sqrt(squares / points.size()));
    }

    /** Accuracy at an epoch; nothing keeps it between 0 and 1. */
    public double at(double epoch) {
        return a * log2(epoch + b) + c;
    }

    private static double log2(double number) {
        return Math.log(number) / Math.log(2);
    }
}
