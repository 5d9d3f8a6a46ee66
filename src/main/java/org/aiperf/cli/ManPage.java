// SPDX-License-Identifier: Apache-2.0
package org.aiperf.cli;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.UsageMessageSpec;

/** What the help of a command says, in the language of {@code man}. */
final class ManPage {

    private final CommandLine command;
    private final StringBuilder page = new StringBuilder();

    private ManPage(CommandLine command) {
        this.command = command;
    }

    /** What {@code man} calls the page: the words of the command with hyphens between them. */
    static String name(CommandLine command) {
        return command.getCommandSpec().qualifiedName("-");
    }

    static String of(CommandLine command) {
        return new ManPage(command).written();
    }

    private String written() {
        CommandSpec spec = command.getCommandSpec();
        UsageMessageSpec usage = spec.usageMessage();
        List<String> description = description(command);
        page.append(".TH \"%s\" 1 \"\" \"AIPerf %s\"\n"
                .formatted(name(command).toUpperCase(Locale.ROOT), Version.number()));
        section("NAME");
        text(name(command) + " - " + description.get(0));
        section("SYNOPSIS");
        text(command.getHelp().synopsis(0).replaceAll("\\s+", " "));
        section("DESCRIPTION");
        description.forEach(each -> lines(each, each.startsWith(" ")));
        section("OPTIONS");
        spec.positionalParameters().stream()
                .filter(each -> !each.hidden())
                .forEach(each -> item(each.paramLabel(), each));
        spec.options().stream().filter(each -> !each.hidden()).forEach(each -> item(names(each), each));
        subcommands();
        String[] footer = usage.footer();
        if (footer.length > 0) {
            section("NOTES");
            lines(formatted(usage.footerHeading()).strip() + "\n" + String.join("\n", footer), true);
        }
        return page.toString();
    }

    private static List<String> description(CommandLine command) {
        return Arrays.stream(command.getCommandSpec().usageMessage().description())
                .map(ManPage::formatted)
                .toList();
    }

    private static String names(OptionSpec option) {
        return String.join(", ", option.names()) + (option.arity().max() > 0 ? "=" + option.paramLabel() : "");
    }

    private void item(String name, ArgSpec argument) {
        item(name, Arrays.stream(argument.description()).map(ManPage::formatted).collect(Collectors.joining(" ")));
    }

    private void item(String name, String description) {
        page.append(".TP\n\\fB").append(escaped(name)).append("\\fR\n");
        text(description);
    }

    private void subcommands() {
        Map<String, CommandLine> subcommands = command.getSubcommands();
        if (!subcommands.isEmpty()) {
            section("COMMANDS");
            subcommands.values().stream()
                    .distinct()
                    .forEach(each -> item(name(each) + "(1)", description(each).get(0)));
        }
    }

    private void section(String name) {
        page.append(".SH ").append(name).append('\n');
    }

    /** Text that is filled into lines, or lines that stay as they are. */
    private void lines(String text, boolean stay) {
        page.append(stay ? ".nf\n" : "");
        text(text);
        page.append(stay ? ".fi\n" : "");
    }

    private void text(String lines) {
        page.append(escaped(lines.stripTrailing())).append('\n');
    }

    /** As a help text is formatted: {@code %n} is a line end and {@code %%} a percent sign. */
    private static String formatted(String text) {
        return String.format(text);
    }

    /** Backslashes and hyphens mean something to {@code man}, and so do dots and quotes at the begin of a line. */
    private static String escaped(String text) {
        return text.replace("\\", "\\e").replace("-", "\\-").replaceAll("(?m)^([.'])", "\\\\&$1");
    }
}
