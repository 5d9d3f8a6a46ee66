// SPDX-License-Identifier: Apache-2.0
package org.aiperf.spark.table;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import jdk.jshell.JShell;
import jdk.jshell.Snippet.Status;
import jdk.jshell.SnippetEvent;
import jdk.jshell.SourceCodeAnalysis.CompletionInfo;
import org.aiperf.history.History;
import org.aiperf.history.RunDirectory;
import org.aiperf.unit.Definition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The notebooks that ship with the project, and the runs that they show. */
class NotebookTest {

    private static final Path NOTEBOOKS = Path.of("notebooks");
    private static final String IMAGE = "text/html <img src=\"data:image/svg+xml;base64,";

    private final PrintStream console = System.out;

    @AfterEach
    void restore() {
        System.setOut(console);
    }

    /** Cell by cell, as its kernel would; the Python ones are executed by ci/notebooks.sh. */
    @Test
    void theNotebookInJavaRuns() throws IOException {
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        System.setOut(new PrintStream(printed, true, UTF_8));
        try (JShell shell = JShell.builder().executionEngine("local").build()) {
            shell.addToClasspath(System.getProperty("java.class.path"));
            run(shell, "import static %s.display;".formatted(NotebookDisplay.class.getName()));
            for (String cell : cells(NOTEBOOKS.resolve("02-inspect-a-run-java.ipynb"))) {
                run(shell, cell.replace("\"samples/", "\"notebooks/samples/"));
            }
        }
        History history = History.read(RunDirectory.of("notebooks/samples/embedded"));
        double score = history.scoreboard(Definition.FIXED)
                .latest()
                .orElseThrow()
                .score()
                .gigaPerSecond();

        assertThat(printed.toString(UTF_8))
                .contains(String.format(Locale.ROOT, "= %.2f Gops", score))
                .contains("NOT VALID");
        assertThat(NotebookDisplay.take())
                .hasSize(6)
                .anyMatch(shown -> shown.startsWith("text/html <table>") && shown.contains("<td>widen"))
                .filteredOn(shown -> shown.startsWith(IMAGE))
                .hasSize(4)
                .allMatch(shown -> new String(
                                Base64.getDecoder()
                                        .decode(shown.substring(IMAGE.length(), shown.length() - "\">".length())),
                                UTF_8)
                        .contains("<path"));
    }

    static List<Path> notebooks() throws IOException {
        try (Stream<Path> files = Files.list(NOTEBOOKS)) {
            return files.filter(file -> file.toString().endsWith(".ipynb"))
                    .sorted()
                    .toList();
        }
    }

    /** They ship with their output, and without a trace of the machine that made it. */
    @ParameterizedTest
    @MethodSource("notebooks")
    void everyNotebookShowsWhatItMade(Path notebook) throws IOException {
        JsonNode json = new ObjectMapper().readTree(notebook.toFile());
        List<JsonNode> outputs = json.findValues("outputs");

        assertThat(json.at("/cells").findValuesAsText("output_type")).doesNotContain("error");
        assertThat(outputs.stream().filter(output -> !output.isEmpty()).count()).isGreaterThanOrEqualTo(4);
        assertThat(json.findValuesAsText("name")).doesNotContain("stderr");
        assertThat(outputs.toString().split("image/png|image/svg")).hasSizeGreaterThan(3);
        assertThat(outputs.toString()).doesNotContain("/home/", "/root/", "/tmp/", System.getProperty("user.dir"));
    }

    private static List<String> cells(Path notebook) throws IOException {
        List<String> cells = new ArrayList<>();
        for (JsonNode cell : new ObjectMapper().readTree(notebook.toFile()).get("cells")) {
            if (cell.get("cell_type").asText().equals("code")) {
                StringBuilder source = new StringBuilder();
                cell.get("source").forEach(line -> source.append(line.asText()));
                cells.add(source.toString());
            }
        }
        return cells;
    }

    private static void run(JShell shell, String cell) {
        String rest = cell;
        while (!rest.isBlank()) {
            CompletionInfo next = shell.sourceCodeAnalysis().analyzeCompletion(rest);
            String source = next.source() == null ? rest : next.source();
            for (SnippetEvent event : shell.eval(source)) {
                List<String> problems = shell.diagnostics(event.snippet())
                        .map(problem -> problem.getMessage(Locale.ROOT))
                        .toList();
                assertThat(event.status()).as("%s%n%s", source, problems).isIn(Status.VALID, Status.OVERWRITTEN);
                assertThat(event.exception()).as(source).isNull();
            }
            rest = next.remaining();
        }
    }
}
