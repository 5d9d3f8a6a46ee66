// SPDX-License-Identifier: Apache-2.0
package org.aiperf.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

class HelpTest {

    private static Stream<CommandLine> commands() {
        return all(Main.commandLine());
    }

    private static Stream<CommandLine> all(CommandLine command) {
        return Stream.concat(
                Stream.of(command), command.getSubcommands().values().stream().flatMap(HelpTest::all));
    }

    /** Lists of commands show the first line of a description alone. */
    @ParameterizedTest
    @MethodSource("commands")
    void aCommandsFirstLineIsASentence(CommandLine command) {
        assertThat(command.getCommandSpec().usageMessage().description()[0]).endsWith(".");
    }

    /** Commands that print a text which is no result: the method, the columns of tables, a completion script, man pages. */
    private static final Set<String> TEXTS = Set.of("method", "columns", "generate-completion", "generate-man");

    @ParameterizedTest
    @MethodSource("commands")
    void everyResultCanBeHadAsJsonOrInSilence(CommandLine command) {
        CommandSpec spec = command.getCommandSpec();
        if (Callable.class.isAssignableFrom(spec.userObject().getClass()) && !TEXTS.contains(spec.name())) {
            assertThat(spec.optionsMap()).containsKeys("--json", "--quiet");
            assertThat(Objects.requireNonNull(spec.optionsMap().get("--json")).description())
                    .containsExactly("Print the result as one JSON value and nothing else.");
        }
    }

    @Test
    void theLaunchersOptionsStandInTheHelp() {
        assertThat(run("--help")).contains("--native-memory", "SPARK_HOME", "AIPERF_MAVEN_OPTS");
    }

    @Test
    void aMisspeltCommandOrOptionGetsASuggestion() {
        assertThat(run("rnu")).contains("'rnu'").contains("did you mean run?");
        assertThat(run("leaderbord", "x.zip")).contains("did you mean leaderboard?");
        assertThat(run("run", "--confg", "x")).contains("did you mean --config?");
        assertThat(run("qqqqqq")).doesNotContain("did you mean");
    }

    /** The library breaks longer lines in the middle of a table. */
    @Test
    void linesOfTheLaunchersHelpFitATerminal() {
        assertThat(run("--help").lines()).allMatch(line -> line.length() <= 80).noneMatch("Spark."::equals);
    }

    @Test
    void completionKnowsTheCommands() {
        assertThat(run("generate-completion")).contains("leaderboard", "--resume");
    }

    @Test
    void everyCommandHasAManPageThatManReads(@TempDir Path directory) throws Exception {
        assertThat(run("generate-man", directory.resolve("man1").toString())).contains(" pages in " + directory);

        try (Stream<Path> pages = Files.list(directory.resolve("man1"))) {
            assertThat(pages.map(page -> page.getFileName().toString()))
                    .containsExactlyInAnyOrderElementsOf(commands()
                            .map(command -> command.getCommandSpec().qualifiedName("-") + ".1")
                            .distinct()
                            .toList());
        }
        assertThat(Files.readString(directory.resolve("man1/aiperf-run.1")))
                .startsWith(".TH \"AIPERF-RUN\" 1")
                .contains(".SH NAME\naiperf\\-run \\- ", ".TP\n\\fB\\-\\-resume=")
                .doesNotContain("%n", "%%", "${");
    }

    private static String run(String... arguments) {
        StringWriter printed = new StringWriter();
        PrintWriter writer = new PrintWriter(printed);
        Main.execute(writer, writer, arguments);
        return printed.toString();
    }
}
