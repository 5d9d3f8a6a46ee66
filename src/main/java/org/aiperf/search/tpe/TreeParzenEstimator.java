// SPDX-License-Identifier: Apache-2.0
package org.aiperf.search.tpe;

import java.util.List;

/**
 * Proposes values where good outcomes are denser than the others (Bergstra et al. 2011, with the estimators of hyperopt;
 * method section 5). Each parameter is looked at for itself. What has no objective counts as worse than all that has one,
 * so that a trial that still runs keeps others off its values. Immutable and thread-safe; its {@link #model} learns.
 *
 * @param parameters what is searched
 * @param startupTrials outcomes with an objective before anything is concluded; until then values are drawn blindly
 * @param candidates values drawn of each parameter, the most promising of which is proposed
 * @param gamma number of good outcomes over the square root of the number of all
 */
public record TreeParzenEstimator(List<Parameter> parameters, int startupTrials, int candidates, double gamma) {

    /** Most outcomes that count as good. */
    private static final int MOST_GOOD = 25;

    public TreeParzenEstimator {
        parameters = List.copyOf(parameters);
    }

    /** Begins to learn: nothing is known as yet. */
    public TreeParzenModel model() {
        return new TreeParzenModel(this);
    }

    /** How many of some outcomes with an objective count as good. */
    int good(int finished) {
        return Math.min((int) Math.ceil(gamma * Math.sqrt(finished)), MOST_GOOD);
    }
}
