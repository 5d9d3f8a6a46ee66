// SPDX-License-Identifier: Apache-2.0
package org.aiperf.submission;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.aiperf.config.Settings;
import org.aiperf.history.History;
import org.aiperf.history.TrialHistory;
import org.aiperf.history.TrialStarted;

/** Every trial trains a network of its own, and its parent was known before. */
record NetworkCheck() implements Check {

    @Override
    public void find(History history, Settings settings, Consumer<Violation> found) {
        Map<String, TrialStarted> byHash = new HashMap<>();
        Map<String, TrialStarted> byId = new HashMap<>();
        for (TrialHistory trial : history.trials()) {
            TrialStarted start = trial.start();
            String where = "trial " + start.trial();
            String hash = "%016x".formatted(start.unpacked().hash());
            if (!hash.equals(start.networkHash())) {
                found.accept(new Violation(
                        where, "Its network has the hash %s, not %s as recorded".formatted(hash, start.networkHash())));
            }
            TrialStarted twin = byHash.putIfAbsent(hash, start);
            if (twin != null) {
                found.accept(new Violation(where, "It trained the same network as trial " + twin.trial()));
            }
            if (start.parent() != null && !byId.containsKey(start.parent())) {
                found.accept(new Violation(
                        where, "Its parent, trial %s, was not begun before it".formatted(start.parent())));
            }
            byId.put(start.trial(), start);
        }
    }
}
