// SPDX-License-Identifier: Apache-2.0
package org.aiperf.search.bayes;

import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleFunction;

/**
 * Chooses the {@link Blend} that makes observed values most likely: one parameter after the other, each from a grid, until a
 * round changes nothing or a second one is over.
 */
final class BlendFit {

    private static final double[] LENGTHS = {2, 4, 8, 16};
    private static final double[] NUGGETS = {0.01, 0.05, 0.2, 0.6};
    private static final double[] WEIGHTS = {0, 0.2, 0.4, 0.6, 0.8};
    private static final double[] STRUCTURE_LENGTHS = {0.5, 1, 2, 4, 8};
    private static final double[] PARENT_LENGTHS = {0.005, 0.02, 0.08};

    /** Structure and origin together stay below: something is left to edit distance. */
    private static final double MOST_OTHERS = 0.95;

    private static final int PARAMETERS = 6;

    private static final int ROUNDS = 2;

    /** By how much the logarithm of the likelihood must grow for four parameters more (Akaike 1974). */
    private static final double WORTH = 4;

    /** Where to begin, before there is anything to fit. */
    static final Blend INITIAL = Blend.pure(KernelFit.INITIAL);

    private final double[][] distances;
    private final Traits[] traits;
    private final double[] values;

    private BlendFit(double[][] distances, Traits[] traits, double[] values) {
        this.distances = distances;
        this.traits = traits;
        this.values = values;
    }

    /**
     * The most likely blend, or edit distance alone where that is as likely but for what more parameters must bring.
     *
     * @param distances lower triangle: row i has the distances to the rows before it
     * @param traits one for each row
     * @param values one for each row
     */
    static Blend of(double[][] distances, Traits[] traits, double[] values) {
        BlendFit fit = new BlendFit(distances, traits, values);
        Kernel alone = KernelFit.of(distances, values);
        Blend pure = Blend.pure(alone);
        double sufficient = fit.cost(pure) - WORTH;
        Blend best = new Blend(alone, 0.4, 2, 0.2, 0.02);
        double least = fit.cost(best);
        for (int round = 0; round < ROUNDS; round++) {
            Blend before = best;
            for (int parameter = 0; parameter < PARAMETERS; parameter++) {
                for (Blend other : others(best, parameter)) {
                    double cost = fit.cost(other);
                    if (cost < least) {
                        least = cost;
                        best = other;
                    }
                }
            }
            if (best.equals(before)) {
                break;
            }
        }
        return least < sufficient ? best : pure;
    }

    /** What differs from a blend in one parameter only. */
    private static List<Blend> others(Blend b, int parameter) {
        List<Blend> all =
                switch (parameter) {
                    case 0 -> each(WEIGHTS, weight -> b.withStructure(weight, b.structureLength()));
                    case 1 -> each(STRUCTURE_LENGTHS, length -> b.withStructure(b.structure(), length));
                    case 2 -> each(WEIGHTS, weight -> b.withOrigin(weight, b.parentLength()));
                    case 3 -> each(PARENT_LENGTHS, length -> b.withOrigin(b.origin(), length));
                    case 4 -> each(LENGTHS, length -> b.with(new Kernel(length, b.nugget())));
                    default ->
                        each(NUGGETS, nugget -> b.with(new Kernel(b.edit().length(), nugget)));
                };
        return all.stream()
                .filter(other -> !other.equals(b) && other.structure() + other.origin() < MOST_OTHERS)
                .toList();
    }

    private static List<Blend> each(double[] grid, DoubleFunction<Blend> made) {
        return Arrays.stream(grid).mapToObj(made).toList();
    }

    private double cost(Blend blend) {
        GaussianProcess process = new GaussianProcess(blend.nugget());
        for (int i = 0; i < distances.length; i++) {
            process.append(blend.at(distances[i], traits[i], traits));
        }
        process.values(values);
        return process.negativeLogLikelihood();
    }
}
