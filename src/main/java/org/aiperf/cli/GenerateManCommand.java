// SPDX-License-Identifier: Apache-2.0
package org.aiperf.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Writes the help of all commands as pages that {@code man} shows. */
@Command(
        name = "generate-man",
        description = "Writes a man page for every command; afterwards man aiperf-run shows that of run.",
        mixinStandardHelpOptions = true)
final class GenerateManCommand implements Callable<Integer> {

    @Parameters(
            paramLabel = "DIRECTORY",
            description = "Directory of man pages, such as ~/.local/share/man/man1; made if it is not there.")
    private Path directory;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        Files.createDirectories(directory);
        int pages = write(spec.root().commandLine());
        spec.commandLine().getOut().printf("%d pages in %s%n", pages, directory);
        return 0;
    }

    private int write(CommandLine command) throws IOException {
        Files.writeString(directory.resolve(ManPage.name(command) + ".1"), ManPage.of(command));
        int pages = 1;
        for (CommandLine each :
                command.getSubcommands().values().stream().distinct().toList()) {
            pages += write(each);
        }
        return pages;
    }
}
