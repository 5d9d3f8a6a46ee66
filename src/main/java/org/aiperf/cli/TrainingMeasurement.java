// SPDX-License-Identifier: Apache-2.0
package org.aiperf.cli;

import java.time.Duration;
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

    int threads() {
        return threads;
    }

    Duration length() {
        return Duration.ofSeconds(seconds);
    }
}
