// SPDX-License-Identifier: Apache-2.0
package org.aiperf.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options of the benchmarks that train. */
final class TrainingMeasurement {

    @Option(
            names = "--threads",
            defaultValue = "1",
            converter = PositiveInteger.class,
            description = "CPU threads of a training; default ${DEFAULT-VALUE}.")
    private int threads;

    @Option(
            names = "--seconds",
            defaultValue = "2",
            converter = PositiveInteger.class,
            description = "Length of a measurement; default ${DEFAULT-VALUE}.")
    private int seconds;

    @Option(names = "--json", description = "Also writes the results to this file.")
    private @Nullable Path json;

    int threads() {
        return threads;
    }

    Duration length() {
        return Duration.ofSeconds(seconds);
    }

    /** Writes the results where they are asked for. */
    void write(JsonNode results) throws IOException {
        if (json != null) {
            new ObjectMapper().writerWithDefaultPrettyPrinter().writeValue(json.toFile(), results);
        }
    }
}
