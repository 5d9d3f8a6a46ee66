// SPDX-License-Identifier: Apache-2.0
package org.aiperf.search;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The models of finished trials without their weights; those used last are kept. Thread-safe; a model that two threads ask
 * for at once may be read twice.
 */
final class Structures {

    private static final int KEPT = 256;

    private final Models models;
    private final Map<String, Model> kept = new LinkedHashMap<>(16, 0.75f, true);

    Structures(Models models) {
        this.models = models;
    }

    /**
     * The model of a trial.
     *
     * @throws IOException if its model cannot be read
     */
    Model of(String trial) throws IOException {
        Model model;
        synchronized (kept) {
            model = kept.get(trial);
        }
        if (model == null) {
            model = models.structure(trial);
            synchronized (kept) {
                kept.put(trial, model);
                if (kept.size() > KEPT) {
                    kept.remove(kept.keySet().iterator().next());
                }
            }
        }
        return model;
    }
}
