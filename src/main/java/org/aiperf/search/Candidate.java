// SPDX-License-Identifier: Apache-2.0
package org.aiperf.search;

import java.util.ArrayList;
import java.util.List;
import org.aiperf.network.Network;
import org.aiperf.search.bayes.NetworkCode;
import org.aiperf.search.bayes.Posterior;
import org.aiperf.search.morph.Morph;
import org.aiperf.search.morph.MorphSampler;

/**
 * A network that a Bayesian search looks at: a finished trial's, or one that some morphs make of it.
 *
 * @param trial the finished trial
 * @param row of the trial in the model
 * @param morphs what was done to the trial's network, in order
 * @param network the result, without weights
 * @param code what distances see of it
 * @param posterior what is expected of it
 */
record Candidate(String trial, int row, List<Morph> morphs, Network network, NetworkCode code, Posterior posterior) {

    Candidate {
        morphs = List.copyOf(morphs);
    }

    Candidate changed(MorphSampler.Step step, NetworkCode childCode, Posterior expected) {
        List<Morph> all = new ArrayList<>(morphs);
        all.add(step.morph());
        return new Candidate(trial, row, all, step.child(), childCode, expected);
    }

    Candidate expecting(Posterior other) {
        return new Candidate(trial, row, morphs, network, code, other);
    }
}
