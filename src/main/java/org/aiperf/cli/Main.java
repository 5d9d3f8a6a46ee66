// SPDX-License-Identifier: Apache-2.0
package org.aiperf.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.PrintWriter;
import java.util.Locale;
import org.aiperf.foreign.NoObjects;
import org.aiperf.foreign.Scratch;
import picocli.AutoComplete.GenerateCompletion;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Help;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/**
 * The command {@code aiperf}. Exit codes: 0 done, 2 bad input with one sentence on the standard error stream, 3 on request
 * a result that is not valid, 1 any other failure. A command's class is loaded at every start: types of Spark or of a training library belong behind its
 * {@code call} method, not into its fields and signatures.
 */
@Command(
        name = "aiperf",
        description = "Benchmarks a machine or a Spark cluster by automated machine learning.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        footerHeading = "%nOf the launcher, submit/aiperf, for every command:%n",
        footer = {
            "  --dry-run            Print the command that would start, and start nothing.",
            "  --native-memory=SIZE Off-heap memory of an executor, such as 8g; default 4g,",
            "                       embedded what the machine has.",
            "  --libraries=PLACE    With spark-submit: where the cluster finds the libraries:",
            "                       local:DIRECTORY, or a zip that YARN unpacks.",
            "  -JOPTION             An option of the JVM, such as -J-Xmx4g.",
            "  --master, --conf ... Every option of spark-submit, where a command uses Spark.",
            "",
            "Environment:",
            "  SPARK_HOME           The Spark installation to submit to. Without it commands",
            "                       run embedded.",
            "  JAVA_HOME            A JDK 17.",
            "  AIPERF_JAVA_OPTS     Options of the JVM, with spaces between them.",
            "  AIPERF_MAVEN_OPTS    Options of the build, such as -Plibtorch-cuda for GPUs.",
            "",
            "Bash and zsh complete commands and options after",
            "  source <(submit/aiperf generate-completion)"
        },
        subcommands = {
            RunCommand.class,
            PrepareCommand.class,
            PreflightCommand.class,
            BenchCommand.class,
            HistoryCommand.class,
            ReportCommand.class,
            ExportCommand.class,
            PredictCommand.class,
            PackageCommand.class,
            VerifyCommand.class,
            ChallengeCommand.class,
            AnswerCommand.class,
            LeaderboardCommand.class,
            CompareCommand.class,
            OpsCommand.class,
            DistanceCommand.class,
            MethodCommand.class,
            SimulateCommand.class,
            GenerateCompletion.class,
            GenerateManCommand.class
        })
public final class Main {

    @Option(
            names = "--stacktrace",
            scope = ScopeType.INHERIT,
            description = "Print the stack trace of an unexpected failure.")
    private boolean stacktrace;

    private Main() {}

    public static void main(String[] arguments) {
        // Figures and file names look the same whatever the user's language.
        Locale.setDefault(Locale.ROOT);
        NoObjects.forbid();
        Scratch.sweep();
        int code =
                execute(new PrintWriter(System.out, true, UTF_8), new PrintWriter(System.err, true, UTF_8), arguments);
        // A driver in YARN's application master returns: there an exit counts as a failure, and is followed by a retry.
        if (code != ExitCode.OK || System.getProperty("spark.yarn.app.id") == null) {
            System.exit(code);
        }
    }

    /**
     * Runs one command.
     *
     * @param out takes what the command prints
     * @param err takes what goes wrong
     * @return the exit code
     */
    static int execute(PrintWriter out, PrintWriter err, String... arguments) {
        CommandLine line = commandLine()
                .setOut(new PrintWriter(new VisibleWriter(out), true))
                .setErr(new PrintWriter(new VisibleWriter(err), true));
        try {
            return line.execute(arguments);
        } catch (Error e) { // which the library lets through
            return Failures.ofError(e, line);
        }
    }

    /** All commands, and what happens when one fails. */
    static CommandLine commandLine() {
        Main main = new Main();
        return new CommandLine(main)
                // Colours are control characters.
                .setColorScheme(Help.defaultColorScheme(Help.Ansi.OFF))
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setParameterExceptionHandler(Failures::ofArguments)
                .setExecutionExceptionHandler((failure, command, parsed) ->
                        main.stacktrace ? Failures.traced(failure, command) : Failures.ofCommand(failure, command));
    }
}
