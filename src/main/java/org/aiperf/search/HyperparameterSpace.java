// SPDX-License-Identifier: Apache-2.0
package org.aiperf.search;

import java.util.List;
import java.util.random.RandomGenerator;
import org.aiperf.network.Hyperparameters;
import org.aiperf.search.tpe.Choice;
import org.aiperf.search.tpe.Outcome;
import org.aiperf.search.tpe.Parameter;
import org.aiperf.search.tpe.TreeParzenEstimator;
import org.aiperf.search.tpe.TreeParzenModel;

/**
 * The ranges of the hyperparameters (method section 2.2): batch size and dropout rate are uniform, the learning rate is in
 * its logarithm. Bounds may be equal.
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
    }

    /** The numbers that are searched, in the order of {@link #values}. */
    public List<Parameter> parameters() {
        return List.of(
                Parameter.quantisedUniform(batchSize.minimum(), batchSize.maximum(), 1),
                Parameter.uniform(dropoutRate.minimum(), dropoutRate.maximum()),
                new Choice(kernelSizes.size()),
                Parameter.logUniform(learningRate.minimum(), learningRate.maximum()));
    }

    private List<Double> values(Hyperparameters hyperparameters) {
        return List.of(
                (double) hyperparameters.batchSize(),
                hyperparameters.dropoutRate(),
                (double) kernelSizes.indexOf(hyperparameters.kernelSize()),
                hyperparameters.learningRate());
    }

    private Hyperparameters hyperparameters(List<Double> values) {
        return new Hyperparameters(
                values.get(0).intValue(),
                values.get(1),
                kernelSizes.get(values.get(2).intValue()),
                values.get(3));
    }

    /**
     * Asks an estimator from a round on. It learns from the trials of these rounds whose values lie in the space; earlier
     * ones are all alike and were trained for fewer epochs.
     *
     * @param estimator of this space's parameters
     * @param first round, counted from 0
     * @param defaults for earlier rounds
     */
    public HyperparameterSearcher fromRound(int first, Hyperparameters defaults, TreeParzenEstimator estimator) {
        return new Estimated(first, defaults, estimator);
    }

    private final class Estimated implements HyperparameterSearcher {

        private final int first;
        private final Hyperparameters defaults;
        private final TreeParzenEstimator estimator;
        private final TreeParzenModel model;

        Estimated(int first, Hyperparameters defaults, TreeParzenEstimator estimator) {
            this.first = first;
            this.defaults = defaults;
            this.estimator = estimator;
            this.model = estimator.model();
        }

        @Override
        public Hyperparameters suggest(int round, RandomGenerator random) {
            return round < first ? defaults : hyperparameters(model.suggest(random));
        }

        @Override
        public void observe(int trial, HyperparameterObservation observation) {
            List<Double> values = values(observation.hyperparameters());
            if (observation.round() >= first && contains(estimator.parameters(), values)) {
                model.observe(trial, new Outcome(values, observation.accuracy()));
            }
        }

        @Override
        public void forget(int trial) {
            model.forget(trial);
        }
    }

    private static boolean contains(List<Parameter> parameters, List<Double> values) {
        for (int i = 0; i < parameters.size(); i++) {
            if (!parameters.get(i).contains(values.get(i))) {
                return false;
            }
        }
        return true;
    }
}
