// SPDX-License-Identifier: Apache-2.0
package org.aiperf.search.bayes;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleConsumer;

/**
 * Chooses the {@link Blend} that makes observed values most likely: from a start, one parameter after the other, each from
 * a grid, until a round changes nothing or a second one is over.
 */
final class BlendFit {

    private static final double[] LENGTHS = {2, 4, 8, 16};
    private static final double[] NUGGETS = {0.01, 0.05, 0.2, 0.6};
    private static final double[] WEIGHTS = {0, 0.2, 0.4, 0.6, 0.8};
    private static final double[] STRUCTURE_LENGTHS = {0.5, 1, 2, 4, 8};
    private static final double[] PARENT_LENGTHS = {0.005, 0.02, 0.08};

    /** Edit distance keeps this much at least. */
    private static final double LEAST_EDIT = 0.1;

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
            for (int parameter = 0; parameter < 6; parameter++) {
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
        List<Blend> all = new ArrayList<>();
        switch (parameter) {
            case 0 -> each(WEIGHTS, w -> all.add(new Blend(b.edit(), w, b.structureLength(), b.origin(), b.parentLength())));
            case 1 -> each(STRUCTURE_LENGTHS, l -> all.add(new Blend(b.edit(), b.structure(), l, b.origin(), b.parentLength())));
            case 2 -> each(WEIGHTS, w -> all.add(new Blend(b.edit(), b.structure(), b.structureLength(), w, b.parentLength())));
            case 3 -> each(PARENT_LENGTHS, l -> all.add(new Blend(b.edit(), b.structure(), b.structureLength(), b.origin(), l)));
            case 4 -> each(LENGTHS, l -> all.add(b.with(new Kernel(l, b.nugget()))));
            default -> each(NUGGETS, n -> all.add(b.with(new Kernel(b.edit().length(), n))));
        }
        all.removeIf(other -> other.equals(b) || other.structure() + other.origin() > 1 - LEAST_EDIT + 1e-9);
        return all;
    }

    private static void each(double[] grid, DoubleConsumer use) {
        Arrays.stream(grid).forEach(use);
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
