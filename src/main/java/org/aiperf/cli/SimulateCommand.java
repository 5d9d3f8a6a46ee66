// SPDX-License-Identifier: Apache-2.0
package org.aiperf.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Groups the simulations. */
@Command(
        name = "simulate",
        description = "Runs parts of the benchmark without training anything.",
        mixinStandardHelpOptions = true,
        subcommands = {SimulateClusterCommand.class, SimulateSearchCommand.class, SimulateRecordCommand.class})
final class SimulateCommand implements Runnable {

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new CommandLine.ParameterException(
                spec.commandLine(), "Say what to simulate: aiperf simulate cluster, search, or record");
    }
}
