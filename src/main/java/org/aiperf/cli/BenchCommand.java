// SPDX-License-Identifier: Apache-2.0
package org.aiperf.cli;

import picocli.CommandLine.Command;

/** Measures one part of the benchmark alone. */
@Command(
        name = "bench",
        description = "Measures one part of the benchmark alone.",
        mixinStandardHelpOptions = true,
        subcommands = {
            BenchSchedulingCommand.class,
            BenchTrainingCommand.class,
            BenchBackendsCommand.class,
            BenchDataCommand.class,
            BenchDistancesCommand.class,
            BenchHistoryCommand.class
        })
final class BenchCommand {}
