// SPDX-License-Identifier: Apache-2.0
package org.aiperf.submission;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.aiperf.config.Settings;
import org.aiperf.foreign.Cause;
import org.aiperf.history.History;
import org.aiperf.history.TrialEnded;
import org.aiperf.history.TrialHistory;
import org.aiperf.history.TrialStarted;
import org.aiperf.network.InvalidNetworkException;
import org.aiperf.network.Network;
import org.aiperf.search.Model;
import org.aiperf.search.Searches;
import org.aiperf.search.morph.MorphLimits;
import org.aiperf.search.morph.WeightedNetwork;
import org.jspecify.annotations.Nullable;

/**
 * Every trial trains a network of its own, and it is what its recorded morphs make of its parent's network, or of a seed
 * network of the settings: they are applied again (method section 3.4). A parent had finished before.
 */
record NetworkCheck() implements Check {

    @Override
    public void find(History history, Settings settings, Consumer<Violation> found) {
        Map<String, TrialStarted> byHash = new HashMap<>();
        Map<String, TrialHistory> byId = new HashMap<>();
        Optional<Lineage> lineage = lineage(history, settings, found);
        for (TrialHistory trial : history.trials()) {
            TrialStarted start = trial.start();
            String where = "trial " + start.trial();
            Network network = start.unpacked();
            String hash = "%016x".formatted(network.hash());
            if (!hash.equals(start.networkHash())) {
                found.accept(new Violation(
                        where, "Its network has the hash %s, not %s as recorded".formatted(hash, start.networkHash())));
            }
            TrialStarted twin = byHash.putIfAbsent(hash, start);
            if (twin != null) {
                found.accept(new Violation(where, "It trained the same network as trial " + twin.trial()));
            }
            TrialHistory parent = start.parent() == null ? null : byId.get(start.parent());
            if (start.parent() != null && parent == null) {
                found.accept(new Violation(
                        where, "Its parent, trial %s, was not begun before it".formatted(start.parent())));
            } else {
                if (parent != null) {
                    ended(parent, start, found);
                }
                lineage.ifPresent(known -> known.check(start, network, parent, found));
            }
            byId.put(start.trial(), trial);
        }
    }

    private static void ended(TrialHistory parent, TrialStarted child, Consumer<Violation> found) {
        TrialEnded end = parent.end();
        String where = "trial " + child.trial();
        if (end == null || end.state() != TrialEnded.State.FINISHED) {
            found.accept(new Violation(where, "Its parent, trial %s, did not finish".formatted(child.parent())));
        } else if (end.time() > child.time()) {
            found.accept(new Violation(
                    where,
                    "It began %d ms before its parent, trial %s, had finished"
                            .formatted(end.time() - child.time(), child.parent())));
        }
    }

    private static Optional<Lineage> lineage(History history, Settings settings, Consumer<Violation> found) {
        if (history.trials().isEmpty()) {
            return Optional.empty();
        }
        try {
            Derivation derivation = Derivation.of(
                    settings, history.trials().get(0).start().network().unpack());
            return Optional.of(new Lineage(
                    derivation, Searches.limits(settings.search(), settings.training(), derivation.seeds())));
        } catch (InvalidNetworkException | ArithmeticException e) {
            found.accept(new Violation(
                    "settings",
                    "Its seed networks cannot be built for the networks that were trained: " + Cause.of(e)));
            return Optional.empty();
        }
    }

    /** What the networks of a run may come from. */
    private record Lineage(Derivation derivation, MorphLimits limits) {

        void check(TrialStarted start, Network network, @Nullable TrialHistory parent, Consumer<Violation> found) {
            String problem = "";
            List<Model> origins = parent == null
                    ? derivation.origins()
                    : List.of(new Model(
                            WeightedNetwork.untrained(parent.start().network().unpack()),
                            parent.start().seedLayers()));
            for (Model origin : origins) {
                problem = differs(origin, start, network);
                if (problem.isEmpty()) {
                    return;
                }
            }
            found.accept(new Violation(
                    "trial " + start.trial(),
                    "Its network does not follow from %s by %s: %s"
                            .formatted(
                                    parent == null ? "a seed network of the settings" : "trial " + start.parent(),
                                    start.morphs().isEmpty() ? "no morph" : String.join(", ", start.morphs()),
                                    problem)));
        }

        private String differs(Model origin, TrialStarted start, Network network) {
            try {
                List<Model> steps = Derivation.steps(origin, start.morphs(), new SplittableRandom(0));
                for (int i = 0; i < steps.size(); i++) {
                    if (!limits.admit(steps.get(i).network().network())) {
                        return "%s goes beyond the limits of aiperf.search"
                                .formatted(start.morphs().get(i));
                    }
                }
                Model model = steps.isEmpty() ? origin : steps.get(steps.size() - 1);
                if (model.seedLayers() != start.seedLayers()) {
                    return "%d layers of the seed network are left, not %d as recorded"
                            .formatted(model.seedLayers(), start.seedLayers());
                }
                Network expected = Derivation.trained(model, start);
                return expected.equals(network)
                        ? ""
                        : "applying them again gives another network, with the hash %016x".formatted(expected.hash());
            } catch (IllegalArgumentException | IndexOutOfBoundsException | ArithmeticException e) {
                return Cause.of(e);
            }
        }
    }
}
