// SPDX-License-Identifier: Apache-2.0
package org.aiperf.trial;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.aiperf.config.SearchSettings.Prediction;
import org.aiperf.trial.LearningCurve.Point;

/**
 * Foretells the accuracy that a trial would have reached with more epochs (method section 2.5): its curve there, less twice
 * the distance of the points to the curve.
 *
 * @param settings by which rule
 */
public record AccuracyPrediction(Prediction settings) {

    /** Fewer epochs tell nothing about the curve's bend. */
    private static final int LEAST_EPOCHS = 5;

    /** The reference's rule: budgets from the first to below the second number, predicted for the third. */
    private static final int V1_LEAST_BUDGET = 10;

    private static final int V1_BUDGET_LIMIT = 80;
    private static final int V1_TARGET = 90;

    /** The point that the reference adds to every curve. */
    private static final Point V1_ANCHOR = new Point(120, 0.75);

    /**
     * The accuracy to come, which is greater than any of the finished epochs.
     *
     * @param accuracies validation accuracies of the finished epochs in order, from 0 to 1
     * @param budget greatest number of epochs of the trial
     * @return nothing where the rule does not apply, or the curve promises no gain or more than all
     */
    public OptionalDouble predict(List<Double> accuracies, int budget) {
        return switch (settings.strategy()) {
            case NONE -> OptionalDouble.empty();
            case CURVE -> curve(accuracies);
            case V1 -> v1(accuracies, budget);
        };
    }

    private OptionalDouble curve(List<Double> accuracies) {
        if (accuracies.size() < LEAST_EPOCHS || accuracies.size() >= settings.targetEpoch()) {
            return OptionalDouble.empty();
        }
        LearningCurve curve = LearningCurve.through(points(accuracies));
        return curve.a() > 0
                ? credible(curve, settings.targetEpoch(), settings.ceiling(), accuracies)
                : OptionalDouble.empty();
    }

    private static OptionalDouble v1(List<Double> accuracies, int budget) {
        if (accuracies.isEmpty() || budget < V1_LEAST_BUDGET || budget >= V1_BUDGET_LIMIT) {
            return OptionalDouble.empty();
        }
        List<Point> points = points(accuracies);
        points.add(V1_ANCHOR);
        return credible(LearningCurve.through(points), V1_TARGET, 1, accuracies);
    }

    private static OptionalDouble credible(LearningCurve curve, int epoch, double ceiling, List<Double> accuracies) {
        double best = accuracies.stream().mapToDouble(Double::doubleValue).max().orElse(0);
        double careful = curve.at(epoch) - 2 * curve.error();
        double predicted = Math.min(careful, ceiling);
        return careful <= 1 && predicted > best ? OptionalDouble.of(predicted) : OptionalDouble.empty();
    }

    private static List<Point> points(List<Double> accuracies) {
        return IntStream.range(0, accuracies.size())
                .mapToObj(i -> new Point(i + 1, accuracies.get(i)))
                .collect(Collectors.toCollection(ArrayList::new));
    }
}
