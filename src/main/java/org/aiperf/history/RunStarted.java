// SPDX-License-Identifier: Apache-2.0
package org.aiperf.history;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A driver began or went on with the run; the first line of each of the log's files.
 *
 * @param format version of the format of the lines that follow
 * @param time when the driver was ready to launch trials
 * @param run name of the run
 * @param attempt number of the driver, from 1
 * @param settings all settings, as the configuration renders them
 * @param system what the run ran on: versions, machine, Spark master, backend
 * @param data what the run trains on; null if nobody told, as in histories of format 3
 */
public record RunStarted(
        int format,
        long time,
        String run,
        int attempt,
        JsonNode settings,
        Map<String, String> system,
        @JsonSetter(nulls = Nulls.SET) @Nullable RecordedData data)
        implements HistoryRecord {

    /** The format that this version writes. */
    public static final int FORMAT = 4;

    /** The oldest format that this version reads: data, fingerprints and hashes of models are missing in it. */
    public static final int OLDEST = 3;

    /** Key of the system under which a driver records the id of its Spark application. */
    public static final String APPLICATION = "application";

    /** Key of the system under which a driver records how many executors it began with. */
    public static final String EXECUTORS = "executors";

    /** A driver that does not tell what it trains on. */
    public RunStarted(int format, long time, String run, int attempt, JsonNode settings, Map<String, String> system) {
        this(format, time, run, attempt, settings, system, null);
    }

    /** The id of the driver's Spark application, if it has recorded one. */
    public Optional<String> application() {
        return Optional.ofNullable(system.get(APPLICATION));
    }
}
