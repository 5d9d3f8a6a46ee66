// SPDX-License-Identifier: Apache-2.0
package org.aiperf.simulation;

import org.aiperf.network.Network;
import org.aiperf.report.RegressionForest;

/**
 * What a forest of regression trees learned from trials of real runs (the way of NAS-Bench-301, Siems et al. 2020): the
 * accuracy of a network, where its weights come from, and how long it is trained.
 *
 * @param forest of {@link RecordedTrials}
 */
record RecordedObjective(RegressionForest forest) implements Objective {

    @Override
    public double accuracy(Network network) {
        return accuracy(Attempt.of(network));
    }

    @Override
    public double accuracy(Attempt attempt) {
        return forest.at(AttemptFeatures.of(attempt));
    }
}
