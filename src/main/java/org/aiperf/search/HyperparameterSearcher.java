// SPDX-License-Identifier: Apache-2.0
package org.aiperf.search;

import java.util.List;
import java.util.random.RandomGenerator;
import org.aiperf.network.Hyperparameters;

/** Proposes the hyperparameters of a trial. Implementations are immutable and thread-safe. */
@FunctionalInterface
public interface HyperparameterSearcher {

    /**
     * Hyperparameters for a trial of a round.
     *
     * @param round number of the round, from 0
     * @param observations all trials of the run that are known, in the order in which they were begun
     */
    Hyperparameters suggest(int round, List<HyperparameterObservation> observations, RandomGenerator random);
}
