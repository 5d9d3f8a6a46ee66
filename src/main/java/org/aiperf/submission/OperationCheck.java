// SPDX-License-Identifier: Apache-2.0
package org.aiperf.submission;

import java.util.function.Consumer;
import org.aiperf.config.Settings;
import org.aiperf.history.History;
import org.aiperf.history.TrialHistory;
import org.aiperf.history.TrialStarted;
import org.aiperf.network.Network;
import org.aiperf.operations.OperationCount;
import org.aiperf.operations.OperationDefinition;
import org.aiperf.operations.UncountableNetworkException;
import org.jspecify.annotations.Nullable;

/** The operations of a network are what counting it again gives, to the last one. */
record OperationCheck() implements Check {

    @Override
    public void find(History history, Settings settings, Consumer<Violation> found) {
        for (TrialHistory trial : history.trials()) {
            TrialStarted start = trial.start();
            Network network = start.unpacked();
            for (OperationDefinition definition : OperationDefinition.all(start.hyperparameters())) {
                compare(start, network, definition, start.operations().get(definition.definition()), found);
            }
        }
    }

    private static void compare(
            TrialStarted start,
            Network network,
            OperationDefinition definition,
            @Nullable OperationCount recorded,
            Consumer<Violation> found) {
        String where = "trial " + start.trial();
        try {
            OperationCount counted = definition.count(network);
            if (!counted.equals(recorded)) {
                found.accept(new Violation(
                        where,
                        "Training an image takes %s operations by %s, not %s as recorded"
                                .formatted(
                                        counted.trainPerImage(),
                                        definition.definition(),
                                        recorded == null ? "nothing" : recorded.trainPerImage())));
            }
        } catch (UncountableNetworkException e) {
            if (recorded != null) {
                found.accept(new Violation(
                        where,
                        "It records operations by %s, which cannot count it".formatted(definition.definition())));
            }
        }
    }
}
