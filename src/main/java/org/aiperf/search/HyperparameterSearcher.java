// SPDX-License-Identifier: Apache-2.0
package org.aiperf.search;

import java.util.random.RandomGenerator;
import org.aiperf.network.Hyperparameters;

/**
 * Proposes the hyperparameters of a run's trials, and learns from what became of them. What it proposes follows from what
 * is known, not from the order in which it came. Not thread-safe.
 */
public interface HyperparameterSearcher {

    /**
     * Hyperparameters for a trial of a round.
     *
     * @param round number of the round, from 0
     */
    Hyperparameters suggest(int round, RandomGenerator random);

    /**
     * Takes up what is known of a trial now.
     *
     * @param trial its number, in the order in which they were begun
     */
    void observe(int trial, HyperparameterObservation observation);

    /** Forgets a trial that says nothing, if it is known. */
    void forget(int trial);

    /** One that always proposes the same. */
    static HyperparameterSearcher fixed(Hyperparameters hyperparameters) {
        return new HyperparameterSearcher() {
            @Override
            public Hyperparameters suggest(int round, RandomGenerator random) {
                return hyperparameters;
            }

            @Override
            public void observe(int trial, HyperparameterObservation observation) {
                // It learns nothing.
            }

            @Override
            public void forget(int trial) {
                // It knows nothing.
            }
        };
    }
}
