// SPDX-License-Identifier: Apache-2.0
package org.aiperf.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.aiperf.config.InvalidSettingsException;
import org.aiperf.ranking.Comparison;
import org.aiperf.ranking.Result;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Puts runs beside each other. */
@Command(
        name = "compare",
        description =
                "Puts runs beside each other: prints a table, and writes a page with their scores and errors over time in one frame.",
        mixinStandardHelpOptions = true)
final class CompareCommand implements Callable<Integer> {

    @Mixin
    private OutputOptions printed;

    @Parameters(
            arity = "2..*",
            paramLabel = "RUN",
            description = "A run's directory, as a path or Hadoop URI, or its name below runs/.")
    private List<String> runs = new ArrayList<>();

    @Option(names = "--output", paramLabel = "FILE", description = "The page; default: runs/compare.html.")
    private @Nullable Path output;

    @Override
    public Integer call() throws InvalidSettingsException {
        Map<String, Result> results = new LinkedHashMap<>();
        Map<String, ObjectNode> trees = new LinkedHashMap<>();
        for (String run : runs) {
            RecordedRun recorded = RecordedRun.read(run);
            String name = results.containsKey(recorded.directory().name())
                    ? run
                    : recorded.directory().name();
            trees.put(name, recorded.result());
            results.put(name, recorded.make(() -> Result.of(recorded.history(), recorded.settings())));
        }
        if (results.size() < runs.size()) {
            throw new UsageException("A run is named twice; name different runs to compare");
        }
        Comparison comparison = new Comparison(results);
        Path page;
        try {
            page = Files.write(OutputPath.of(output, "compare.html"), comparison.html());
        } catch (IOException e) {
            throw new UsageException("Cannot write the comparison: " + e, e);
        }
        results.forEach((name, result) -> printed.words().println(name + ": " + result.subject()));
        print(comparison.table());
        printed.words().println(page);
        printed.result(Map.of("page", page.toString(), "runs", trees));
        return 0;
    }

    /** A line for each row: the runs become columns, of which there are few. */
    private void print(List<List<String>> table) {
        PrintWriter out = printed.words();
        int[] widths = table.stream()
                .mapToInt(row -> row.stream().mapToInt(String::length).max().orElse(0))
                .toArray();
        for (int line = 0; line < table.get(0).size(); line++) {
            int row = line;
            out.println(IntStream.range(0, widths.length)
                    .mapToObj(column -> padded(table.get(column).get(row), widths[column]))
                    .reduce((a, b) -> a + "  " + b)
                    .orElse("")
                    .stripTrailing());
        }
    }

    private static String padded(String text, int width) {
        return text + " ".repeat(width - text.length());
    }
}
