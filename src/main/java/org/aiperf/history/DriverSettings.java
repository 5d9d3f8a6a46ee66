// SPDX-License-Identifier: Apache-2.0
package org.aiperf.history;

import java.util.ArrayList;
import java.util.List;
import org.aiperf.config.InvalidSettingsException;
import org.aiperf.config.Settings;
import org.aiperf.foreign.Cause;

/** The settings of each of a run's drivers: one that goes on with a run may have others. */
public final class DriverSettings {

    private final List<RunStarted> attempts;
    private final List<Settings> settings = new ArrayList<>();

    /** @throws IllegalArgumentException if the settings of a driver are none */
    public DriverSettings(History history) {
        this.attempts = history.attempts();
        for (RunStarted attempt : attempts) {
            try {
                settings.add(Settings.parse(attempt.settings().toString()));
            } catch (InvalidSettingsException e) {
                throw new IllegalArgumentException(
                        "The settings of driver %d are none: %s".formatted(attempt.attempt(), Cause.of(e)), e);
            }
        }
    }

    /** Settings of the driver that began a trial. */
    public Settings of(TrialHistory trial) {
        int driver = 0;
        while (driver + 1 < attempts.size()
                && attempts.get(driver + 1).time() <= trial.start().time()) {
            driver++;
        }
        return settings.get(driver);
    }

    /** All of them, in the order of the drivers. */
    public List<Settings> all() {
        return List.copyOf(settings);
    }
}
