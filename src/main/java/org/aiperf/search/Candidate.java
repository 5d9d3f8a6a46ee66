// SPDX-License-Identifier: Apache-2.0
package org.aiperf.search;

import java.util.ArrayList;
import java.util.List;
import org.aiperf.network.Network;
import org.aiperf.search.bayes.NetworkCode;
import org.aiperf.search.bayes.Posterior;
import org.aiperf.search.morph.Morph;
import org.aiperf.search.morph.MorphSampler;
import org.aiperf.search.morph.WeightedNetwork;

/**
 * A network that a Bayesian search looks at: a finished trial's, or one that some morphs make of it.
 *
 * @param trial the finished trial
 * @param row of the trial in the model
 * @param morphs what was done to the trial's network, in order
 * @param model the result, without weights
 * @param code what distances see of it
 * @param posterior what is expected of it
 */
record Candidate(String trial, int row, List<Morph> morphs, Model model, NetworkCode code, Posterior posterior) {

    Candidate {
        morphs = List.copyOf(morphs);
    }

    Network network() {
        return model.network().network();
    }

    Candidate changed(MorphSampler.Step step, NetworkCode childCode, Posterior expected) {
        List<Morph> all = new ArrayList<>(morphs);
        all.add(step.morph());
        int seedLayers = step.morph().seedLayers(network(), model.seedLayers());
        Model child = new Model(WeightedNetwork.untrained(step.child()), seedLayers);
        return new Candidate(trial, row, all, child, childCode, expected);
    }

    Candidate expecting(Posterior other) {
        return new Candidate(trial, row, morphs, model, code, other);
    }

    Proposal proposal() {
        return new Proposal(trial, morphs, model, posterior);
    }
}
