// SPDX-License-Identifier: Apache-2.0
package org.aiperf.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.aiperf.simulation.DistanceSpeed;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Measures the back ends of the edit distance that this machine offers. */
@Command(
        name = "distances",
        description = {
            "Computes edit distances of ResNet-50 and its descendants, chains of 178 to 230 layers, with each back end that this machine offers, and prints pairs a second and the greatest deviation from the exact distance.",
            "Fails if one deviates by more than 2e-6."
        },
        mixinStandardHelpOptions = true)
final class BenchDistancesCommand implements Callable<Integer> {

    private static final double TOLERANCE = 2e-6;

    @Option(
            names = "--queries",
            paramLabel = "N",
            defaultValue = "8",
            converter = PositiveInteger.class,
            description = "Networks in one call; a GPU needs many (default: ${DEFAULT-VALUE}).")
    private int queries;

    @Option(
            names = "--history",
            paramLabel = "N",
            defaultValue = "1024",
            converter = PositiveInteger.class,
            description = "Networks that each is compared with (default: ${DEFAULT-VALUE}).")
    private int history;

    @Option(
            names = "--seconds",
            defaultValue = "2",
            converter = PositiveInteger.class,
            description = "Time of each back end, after as long a warm-up (default: ${DEFAULT-VALUE}).")
    private int seconds;

    @Mixin
    private OutputOptions output;

    @Override
    public Integer call() throws IOException {
        DistanceSpeed speed = DistanceSpeed.measure(queries, history, Duration.ofSeconds(seconds), 1);
        print(output.words(), speed);
        output.result(tree(speed));
        return speed.results().stream().allMatch(result -> result.difference() <= TOLERANCE)
                ? ExitCode.OK
                : ExitCode.SOFTWARE;
    }

    private static ObjectNode tree(DistanceSpeed speed) {
        ObjectNode tree = JsonNodeFactory.instance
                .objectNode()
                .put("queries", speed.queries())
                .put("history", speed.history());
        ArrayNode backends = tree.putArray("backends");
        for (DistanceSpeed.Result result : speed.results()) {
            backends.addObject()
                    .put("name", result.backend())
                    .put("pairsPerSecond", result.pairsPerSecond())
                    .put("difference", result.difference());
        }
        return tree;
    }

    private static void print(PrintWriter out, DistanceSpeed speed) {
        out.printf(
                Locale.ROOT,
                "%d queries, %d networks in the history, 178 to 230 layers, skips included%n",
                speed.queries(),
                speed.history());
        out.printf(Locale.ROOT, "%-16s %14s %16s%n", "back end", "pairs/s", "difference");
        for (DistanceSpeed.Result result : speed.results()) {
            out.printf(
                    Locale.ROOT,
                    "%-16s %,14.0f %16.2e%n",
                    result.backend(),
                    result.pairsPerSecond(),
                    result.difference());
        }
        out.flush();
    }
}
