// SPDX-License-Identifier: Apache-2.0
package org.aiperf.simulation;

import java.util.Set;
import org.aiperf.network.Network;
import org.aiperf.search.morph.MorphKind;
import org.jspecify.annotations.Nullable;

/**
 * What a trial does: a network to train, from where, and for how long.
 *
 * @param network what is trained
 * @param kinds kinds of the morphs that made it
 * @param epochs for which it is trained
 * @param parent what its weights come from, or null
 */
record Attempt(
        Network network,
        Set<MorphKind> kinds,
        int epochs,
        @Nullable Reached parent) {

    /**
     * A trial that is over.
     *
     * @param accuracy what it reached
     */
    record Reached(Attempt attempt, double accuracy) {}

    /** A network for itself. */
    static Attempt of(Network network) {
        return new Attempt(network, Set.of(), 1, null);
    }

    /** Epochs for which its weights will have been trained, its ancestors' included. */
    int trained() {
        return epochs + (parent == null ? 0 : parent.attempt().trained());
    }
}
