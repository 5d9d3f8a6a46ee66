// SPDX-License-Identifier: Apache-2.0
package org.aiperf.search;

import java.io.IOException;
import java.util.List;
import java.util.random.RandomGenerator;
import org.aiperf.network.Network;
import org.aiperf.search.bayes.Posterior;
import org.aiperf.search.morph.Morph;
import org.jspecify.annotations.Nullable;

/**
 * A network that a search wants to be trained.
 *
 * @param parent trial whose network was changed, or null for a seed network
 * @param morphs what was done to it, in order
 * @param model the result, without weights
 * @param expectation what the search's model of accuracies expects of it; null if the choice was made without one
 */
public record Proposal(
        @Nullable String parent,
        List<Morph> morphs,
        Model model,
        @Nullable Posterior expectation) {

    public Proposal {
        morphs = List.copyOf(morphs);
    }

    /** A proposal that no model of accuracies judged. */
    public static Proposal unjudged(@Nullable String parent, List<Morph> morphs, Model model) {
        return new Proposal(parent, morphs, model, null);
    }

    /** The structure to train. */
    public Network network() {
        return model.network().network();
    }

    /**
     * The result with the weights that the parent's training left, carried over every morph; a seed network has none.
     *
     * @throws IOException if the parent's model cannot be read
     */
    public Model carried(Models models, RandomGenerator random) throws IOException {
        if (parent == null) {
            return model;
        }
        Model carried = models.load(parent);
        for (Morph morph : morphs) {
            carried = carried.changed(morph, random);
        }
        return carried;
    }
}
