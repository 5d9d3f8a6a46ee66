// SPDX-License-Identifier: Apache-2.0
package org.aiperf.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.aiperf.network.Layer;
import org.aiperf.network.Network;
import org.aiperf.network.NetworkBuilder;
import org.aiperf.network.Shape.FeatureMap;
import org.aiperf.operations.LayerKind;
import org.aiperf.operations.OperationCount;
import org.aiperf.operations.OperationDefinition;
import org.junit.jupiter.api.Test;

class MethodTest {

    private static final Pattern HEADING = Pattern.compile("(?m)^##+ (\\d+(?:\\.\\d+)?)\\.? ");
    private static final Pattern REFERENCE = Pattern.compile(
            "method(?:\\s|\\*|//|,)+sections? (\\d+(?:\\.\\d+)?(?:(?:, | and | to )\\d+(?:\\.\\d+)?)*)");
    private static final Pattern OWN_REFERENCE =
            Pattern.compile("(?<!\\.)[Ss]ections? (\\d+(?:\\.\\d+)?(?:(?:, | and | to | or )\\d+(?:\\.\\d+)?)*)");

    @Test
    void theCommandPrintsTheMethod() {
        assertThat(method()).startsWith("# The method of AIPerf").contains("## 1. What is counted");
    }

    @Test
    void everyReferenceLeadsToASection() throws IOException {
        String method = method();
        Set<String> sections =
                HEADING.matcher(method).results().map(match -> match.group(1)).collect(Collectors.toSet());
        List<String> lost = new ArrayList<>();
        int found = 0;
        for (Path file : sources()) {
            for (String section : sections(REFERENCE, Files.readString(file))) {
                found++;
                if (!sections.contains(section)) {
                    lost.add(file + ": section " + section);
                }
            }
        }
        for (String section : sections(OWN_REFERENCE, method)) {
            if (!sections.contains(section)) {
                lost.add("method.md: section " + section);
            }
        }
        assertThat(lost).isEmpty();
        assertThat(found).isGreaterThan(50);
    }

    @Test
    void theWorkedExampleIsWhatTheDefinitionsGive() {
        NetworkBuilder builder = new NetworkBuilder(new FeatureMap(8, 8, 3));
        int node = builder.append(Layer.Conv.same(3, 4, 3, 1), 0);
        node = builder.append(new Layer.BatchNorm(4), node);
        node = builder.append(new Layer.Relu(), node);
        node = builder.append(new Layer.GlobalAveragePool(), node);
        builder.append(new Layer.Dense(4, 2), node);
        Network network = builder.build();
        OperationCount fixed = OperationDefinition.fixed(4).count(network);
        OperationCount v1 = OperationDefinition.v1(3).count(network);

        Map<String, List<Double>> rows = example();
        Map.of(
                        "convolution", LayerKind.CONV,
                        "batch normalisation", LayerKind.BATCH_NORM,
                        "ReLU", LayerKind.RELU,
                        "global average pooling", LayerKind.GLOBAL_AVERAGE_POOL,
                        "dense", LayerKind.DENSE,
                        "softmax", LayerKind.SOFTMAX)
                .forEach((name, kind) -> assertThat(rows.get(name))
                        .as(name)
                        .containsExactly(
                                of(fixed.forward(), kind),
                                of(fixed.backward(), kind),
                                of(v1.forward(), kind),
                                of(v1.backward(), kind)));
        assertThat(rows.get("sum"))
                .containsExactly(
                        fixed.evalPerImage(),
                        fixed.trainPerImage() - fixed.evalPerImage(),
                        v1.evalPerImage(),
                        v1.trainPerImage() - v1.evalPerImage());
        assertThat(method())
                .contains("%,.0f operations by `fixed`".formatted(fixed.trainPerImage()))
                .contains("%,.0f by `v1`".formatted(v1.trainPerImage()));
    }

    private static double of(Map<LayerKind, Double> counts, LayerKind kind) {
        return counts.getOrDefault(kind, 0.0);
    }

    private static Map<String, List<Double>> example() {
        String section = method().replaceAll("(?s).*### 1\\.6 |\n## 2\\. .*", "");
        Map<String, List<Double>> rows = new LinkedHashMap<>();
        Matcher row = Pattern.compile("(?m)^\\| ([A-Za-z ]+) \\| (\\d+) \\| (\\d+) \\| (\\d+) \\| (\\d+) \\|$")
                .matcher(section);
        row.results()
                .forEach(match -> rows.put(
                        match.group(1),
                        Stream.of(2, 3, 4, 5)
                                .map(match::group)
                                .map(Double::valueOf)
                                .toList()));
        return rows;
    }

    private static List<Path> sources() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("src"))) {
            return files.filter(file ->
                            file.toString().endsWith(".java") || file.toString().endsWith(".conf"))
                    .toList();
        }
    }

    private static List<String> sections(Pattern pattern, String text) {
        return pattern.matcher(text)
                .results()
                .map(MatchResult::group)
                .flatMap(reference ->
                        Pattern.compile("\\d+(?:\\.\\d+)?").matcher(reference).results())
                .map(MatchResult::group)
                .toList();
    }

    private static String method() {
        StringWriter out = new StringWriter();
        assertThat(Main.execute(new PrintWriter(out), new PrintWriter(new StringWriter()), "method"))
                .isZero();
        return out.toString();
    }
}
