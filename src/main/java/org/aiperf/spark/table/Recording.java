// SPDX-License-Identifier: Apache-2.0
package org.aiperf.spark.table;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.Function;
import org.aiperf.config.InvalidSettingsException;
import org.aiperf.config.Settings;
import org.aiperf.foreign.Cause;
import org.aiperf.history.History;
import org.aiperf.history.RunDirectory;
import org.aiperf.report.RunSummary;
import org.aiperf.unit.Definition;
import org.jspecify.annotations.Nullable;

/**
 * A run as the tables see it.
 *
 * @param history what happened
 * @param summary what it amounts to: the figures of its report
 */
record Recording(History history, RunSummary summary) {

    static Recording read(RunDirectory run) throws IOException {
        History history = History.read(run);
        try {
            Settings settings =
                    Settings.parse(history.latestAttempt().settings().toString());
            return new Recording(history, RunSummary.of(history, settings));
        } catch (InvalidSettingsException | IllegalArgumentException e) {
            throw new IOException("Cannot read the run %s: %s".formatted(run.location(), Cause.of(e)), e);
        }
    }

    String name() {
        return summary.run();
    }

    /** When the clock of the score started: at the first trial's set-up. */
    Instant clockStart() {
        return history.scoreboard(Definition.FIXED).start().orElseGet(() -> Instant.ofEpochMilli(history.lastTime()));
    }

    /** A column's value of what may be missing. */
    static @Nullable Double orNull(OptionalDouble value) {
        return value.isPresent() ? Double.valueOf(value.getAsDouble()) : null;
    }

    static <T> List<T> rows(List<Recording> runs, Function<Recording, List<T>> rows) {
        return runs.stream().map(rows).flatMap(List::stream).toList();
    }
}
