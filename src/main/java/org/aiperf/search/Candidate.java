// SPDX-License-Identifier: Apache-2.0
package org.aiperf.search;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.aiperf.network.Network;
import org.aiperf.search.bayes.NetworkCode;
import org.aiperf.search.bayes.Origin;
import org.aiperf.search.bayes.Posterior;
import org.aiperf.search.morph.Morph;
import org.aiperf.search.morph.MorphLimits;
import org.aiperf.search.morph.MorphSampler;
import org.aiperf.search.morph.WeightedNetwork;

/**
 * A network that a Bayesian search looks at: a finished trial's, or one that some morphs make of it.
 *
 * @param trial the finished trial
 * @param row of the trial in the model
 * @param accuracy of the trial
 * @param morphs what was done to the trial's network, in order
 * @param model the result, without weights
 * @param operations of one image's forward pass
 * @param code what distances see of it
 * @param posterior what is expected of it
 */
record Candidate(
        String trial,
        int row,
        double accuracy,
        List<Morph> morphs,
        Model model,
        double operations,
        NetworkCode code,
        Posterior posterior) {

    Candidate {
        morphs = List.copyOf(morphs);
    }

    Network network() {
        return model.network().network();
    }

    /** What morphs make of it, to be judged; at least one. */
    Candidate changed(List<MorphSampler.Step> steps) {
        List<Morph> all = new ArrayList<>(morphs);
        Model child = model;
        for (MorphSampler.Step step : steps) {
            all.add(step.morph());
            int seedLayers = step.morph().seedLayers(child.network().network(), child.seedLayers());
            child = new Model(WeightedNetwork.untrained(step.child()), seedLayers);
        }
        Network network = child.network().network();
        return new Candidate(
                trial, row, accuracy, all, child, MorphLimits.operations(network), NetworkCode.of(network), posterior);
    }

    /** Where it comes from, as the model sees it. */
    Origin origin() {
        return Descent.of(OptionalInt.empty(), morphs).origin(accuracy);
    }

    Candidate expecting(Posterior other) {
        return new Candidate(trial, row, accuracy, morphs, model, operations, code, other);
    }

    Proposal proposal() {
        return new Proposal(trial, morphs, model, posterior);
    }
}
