// SPDX-License-Identifier: Apache-2.0
package org.aiperf.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Prints the definitions, formulas and rules that this version follows. */
@Command(
        name = "method",
        description =
                "Prints the method: what is counted, how the score follows from it, what is valid, what is checked.",
        mixinStandardHelpOptions = true)
final class MethodCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        try (InputStream in =
                Objects.requireNonNull(MethodCommand.class.getResourceAsStream("/org/aiperf/method.md"), "method.md")) {
            PrintWriter out = spec.commandLine().getOut();
            out.print(new String(in.readAllBytes(), StandardCharsets.UTF_8));
            out.flush();
            return 0;
        }
    }
}
