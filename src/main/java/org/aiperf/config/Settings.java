// SPDX-License-Identifier: Apache-2.0
package org.aiperf.config;

import java.util.Map;

/**
 * Every setting of a run, complete and checked: the typed view of {@code reference.conf} with what the user laid over it.
 * Immutable. Made by {@link SettingsLoader}.
 */
public record Settings(
        RunSettings run,
        DataSettings data,
        TrainingSettings training,
        SearchSettings search,
        StoppingSettings stopping,
        ScoreSettings score) {

    /** The configuration as a whole: everything stands below one key. */
    record Root(Settings aiperf) {}

    /** The same with other data. */
    public Settings withData(DataSettings other) {
        return new Settings(run, other, training, search, stopping, score);
    }

    /** All settings as one line of JSON, which {@link #parse} reads back and which can be used as a settings file. */
    public String render() {
        return SettingsWriter.json(new Root(this));
    }

    /** All settings by their full key, such as {@code aiperf.run.trials}, in the order of {@code reference.conf}. */
    public Map<String, String> entries() {
        return SettingsWriter.entries(new Root(this));
    }

    /**
     * Reads what {@link #render} wrote: the same settings. A setting that the text lacks has its default.
     *
     * @throws InvalidSettingsException if the text does not hold settings, with the first error alone: nobody mends a record
     */
    public static Settings parse(String rendered) throws InvalidSettingsException {
        try {
            return SettingsLoader.parse(rendered, "recorded settings");
        } catch (InvalidSettingsException e) {
            throw e.first();
        }
    }
}
