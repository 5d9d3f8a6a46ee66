// SPDX-License-Identifier: Apache-2.0
package org.aiperf.search;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.aiperf.network.Network;

/** The networks of finished trials without their weights; those used last are kept. Not thread-safe. */
final class Structures {

    private static final int KEPT = 256;

    private final Models models;
    private final Map<String, Network> kept = new LinkedHashMap<>(16, 0.75f, true);

    Structures(Models models) {
        this.models = models;
    }

    /**
     * The network of a trial.
     *
     * @throws IOException if its model cannot be read
     */
    Network of(String trial) throws IOException {
        Network network = kept.get(trial);
        if (network == null) {
            network = models.structure(trial).network().network();
            kept.put(trial, network);
            if (kept.size() > KEPT) {
                kept.remove(kept.keySet().iterator().next());
            }
        }
        return network;
    }
}
