// SPDX-License-Identifier: Apache-2.0
package org.aiperf.search;

import java.util.List;
import java.util.random.RandomGenerator;
import org.aiperf.network.Hyperparameters;

/**
 * The ranges of the hyperparameters (spec section 2.2). A draw is uniform, for the learning rate uniform in its
 * logarithm. Bounds may be equal.
 *
 * @param batchSize least and greatest batch size
 * @param dropoutRate least and greatest dropout rate
 * @param kernelSizes kernel sizes to choose from
 * @param learningRate least and greatest learning rate
 */
public record HyperparameterSpace(Range batchSize, Range dropoutRate, List<Integer> kernelSizes, Range learningRate) {

    public HyperparameterSpace {
        kernelSizes = List.copyOf(kernelSizes);
    }

    /** A closed interval. */
    public record Range(double minimum, double maximum) {

        public Range {
            if (!(minimum <= maximum)) {
                throw new IllegalArgumentException("The range from " + minimum + " to " + maximum + " is empty");
            }
        }

        double at(double fraction) {
            return minimum + fraction * (maximum - minimum);
        }
    }

    /** A uniform draw. */
    public Hyperparameters draw(RandomGenerator random) {
        Range logarithm = new Range(Math.log(learningRate.minimum()), Math.log(learningRate.maximum()));
        return new Hyperparameters(
                (int) Math.round(batchSize.at(random.nextDouble())),
                dropoutRate.at(random.nextDouble()),
                kernelSizes.get(random.nextInt(kernelSizes.size())),
                Math.exp(logarithm.at(random.nextDouble())));
    }

    /** Draws from a round on; earlier rounds use the given defaults. */
    public HyperparameterSearcher fromRound(int first, Hyperparameters defaults) {
        return (round, random) -> round < first ? defaults : draw(random);
    }
}
