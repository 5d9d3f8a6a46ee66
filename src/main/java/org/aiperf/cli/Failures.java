// SPDX-License-Identifier: Apache-2.0
package org.aiperf.cli;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.aiperf.benchmark.Ending;
import org.aiperf.config.InvalidSettingsException;
import org.aiperf.config.Secrets;
import org.aiperf.config.Spelling;
import org.aiperf.dataset.DamagedShardException;
import org.aiperf.foreign.Cause;
import org.aiperf.foreign.VisibleText;
import org.aiperf.network.InvalidNetworkException;
import picocli.CommandLine;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** What the user sees when a command fails: one sentence, or one line for each mistake in the
 * settings, and the exit code that goes with it. */
final class Failures {

    private Failures() {}

    /** Arguments that the command does not understand. */
    static int ofArguments(ParameterException failure, String[] arguments) {
        CommandLine command = failure.getCommandLine();
        print(
                command,
                "%s%s (see '%s --help')"
                        .formatted(
                                failure.getMessage(),
                                suggestion(failure),
                                command.getCommandSpec().qualifiedName()));
        return ExitCode.USAGE;
    }

    private static String suggestion(ParameterException failure) {
        if (!(failure instanceof UnmatchedArgumentException unmatched)) {
            return "";
        }
        CommandSpec command = failure.getCommandLine().getCommandSpec();
        String word = unmatched.getUnmatched().get(0);
        Set<String> known = word.startsWith("-")
                ? command.optionsMap().keySet()
                : command.subcommands().keySet();
        return Spelling.nearest(word.replaceFirst("=.*", ""), known)
                .map("; did you mean %s?"::formatted)
                .orElse("");
    }

    /** Anything that a command threw: input that it cannot work with, or a defect. */
    static int ofCommand(Exception failure, CommandLine command) {
        if (failure instanceof NoSuchFileException missing) {
            print(command, "There is no file '%s'.".formatted(missing.getFile()));
            return ExitCode.USAGE;
        }
        if (failure instanceof InvalidSettingsException) {
            write(command, Cause.of(failure).lines());
            return ExitCode.USAGE;
        }
        if (failure instanceof UsageException
                || failure instanceof InvalidNetworkException
                || failure instanceof DamagedShardException) {
            print(command, Cause.of(failure));
            return ExitCode.USAGE;
        }
        print(command, "Unexpected failure: %s (add --stacktrace to see where)".formatted(failure));
        return ExitCode.SOFTWARE;
    }

    /** What the virtual machine could not do: no command goes on after it. */
    static int ofError(Error failure, CommandLine command) {
        print(command, words(failure));
        return ExitCode.SOFTWARE;
    }

    private static String words(Error failure) {
        if (failure instanceof OutOfMemoryError) {
            return "The memory is used up; give more by -J-Xmx8g";
        } else if (failure instanceof StackOverflowError) {
            return "The input is nested too deeply.";
        } else if (failure.getCause()
                instanceof IOException cause) { // Hadoop's local file system throws it as an error
            return "A file cannot be written: " + Cause.of(cause);
        }
        return "A library cannot be loaded: " + failure;
    }

    /** What a run's end means to whoever started it; says why if that was not its work or its user. */
    static int ofEnding(Ending ending, CommandLine command) {
        return switch (ending.kind()) {
            case COMPLETE, INTERRUPTED -> ExitCode.OK;
            case ABORTED -> {
                print(command, ending.reason());
                yield ExitCode.USAGE;
            }
            case BROKEN -> {
                print(command, ending.reason());
                yield ExitCode.SOFTWARE;
            }
        };
    }

    /** As {@link #ofCommand}, with the stack trace. */
    static int traced(Exception failure, CommandLine command) {
        failure.printStackTrace(command.getErr());
        return ofCommand(failure, command);
    }

    /** What a sentence quotes may come from a file: a line feed in it begins no line. */
    private static void print(CommandLine command, String sentence) {
        write(command, Stream.of(sentence));
    }

    private static void write(CommandLine command, Stream<String> lines) {
        String visible = lines.map(VisibleText::sentence).collect(Collectors.joining(System.lineSeparator()));
        command.getErr().println("aiperf: " + Secrets.hidden(visible));
    }
}
