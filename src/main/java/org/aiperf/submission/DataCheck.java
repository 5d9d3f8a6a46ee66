// SPDX-License-Identifier: Apache-2.0
package org.aiperf.submission;

import java.util.function.Consumer;
import org.aiperf.config.Settings;
import org.aiperf.history.History;
import org.aiperf.history.RecordedData;
import org.aiperf.history.TrialHistory;
import org.aiperf.network.Network;
import org.aiperf.network.Shape.FeatureMap;
import org.jspecify.annotations.Nullable;

/**
 * The run trained on what it says: a data set that ships with the application is what this version has of it, and every
 * network takes its images and tells its classes apart.
 *
 * @param shipped what the settings name, if it ships with the application, else null
 */
record DataCheck(@Nullable RecordedData shipped) implements Check {

    @Override
    public void find(History history, Settings settings, Consumer<Violation> found) {
        RecordedData told = history.latestAttempt().data();
        if (told != null && shipped != null && !told.equals(shipped)) {
            found.accept(new Violation(
                    "history",
                    "It trained on %s; %s is %s".formatted(told, settings.data().location(), shipped)));
        }
        RecordedData data = told == null ? shipped : told;
        if (data == null) {
            return;
        }
        for (TrialHistory trial : history.trials()) {
            Network network = trial.start().network().unpack();
            if (!network.inputShape().equals(new FeatureMap(data.height(), data.width(), data.channels()))
                    || network.outputShape().size() != data.classes()) {
                found.accept(new Violation(
                        "trial " + trial.start().trial(),
                        "Its network takes %s and tells %d classes apart; the data set has images of %dx%dx%d in %d classes"
                                .formatted(
                                        network.inputShape(),
                                        network.outputShape().size(),
                                        data.height(),
                                        data.width(),
                                        data.channels(),
                                        data.classes())));
            }
        }
    }
}
