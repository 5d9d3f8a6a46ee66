// SPDX-License-Identifier: Apache-2.0
package org.aiperf.submission;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import org.aiperf.config.Settings;
import org.aiperf.history.DriverSettings;
import org.aiperf.history.History;
import org.aiperf.history.RunStarted;
import org.aiperf.history.TrialHistory;
import org.aiperf.unit.Precision;

/** The run kept to one set of rules: what is trained on what, counted how, stays the same for all of its drivers. */
record RuleCheck() implements Check {

    /** Groups of settings that a driver that goes on with a run may not change. */
    private static final List<String> FIXED = List.of("data", "score", "stopping");

    /** Names that settings admit: they become a directory, and they are shown. */
    private static final String NAME = "[A-Za-z0-9._-]{1,200}";

    @Override
    public void find(History history, Settings settings, Consumer<Violation> found) {
        RunStarted first = history.attempts().get(0);
        for (RunStarted attempt : history.attempts()) {
            String where = "driver " + attempt.attempt();
            if (!attempt.run().matches(NAME)) {
                found.accept(new Violation(
                        where, "Its run has a name that no run can have: letters, digits, dots, hyphens, underscores"));
            }
            if (!Objects.equals(attempt.data(), first.data())) {
                found.accept(new Violation(
                        where, "It trained on %s, the first driver on %s".formatted(attempt.data(), first.data())));
            }
            if (!attempt.run().equals(first.run())) {
                found.accept(new Violation(
                        where, "It ran '%s', the first driver '%s'".formatted(attempt.run(), first.run())));
            }
            for (String group : FIXED) {
                JsonNode before = first.settings().path("aiperf").path(group);
                JsonNode now = attempt.settings().path("aiperf").path(group);
                if (!before.equals(now)) {
                    found.accept(new Violation(where, "It changed the settings aiperf." + group));
                }
            }
        }
        DriverSettings drivers = new DriverSettings(history);
        for (TrialHistory trial : history.trials()) {
            Optional<Precision> wanted =
                    drivers.of(trial).training().precision().fixed();
            if (wanted.isPresent() && trial.start().precision() != wanted.get()) {
                found.accept(new Violation(
                        "trial " + trial.start().trial(),
                        "It trained in %s, and the settings say %s"
                                .formatted(trial.start().precision(), wanted.get())));
            }
        }
    }
}
