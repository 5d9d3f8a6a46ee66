// SPDX-License-Identifier: Apache-2.0
package org.aiperf.cli;

import java.util.concurrent.Callable;
import org.aiperf.spark.table.ColumnList;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Prints what the columns of an exported history hold. */
@Command(
        name = "columns",
        description = "Prints the tables and columns of an export with their units, as Markdown.",
        mixinStandardHelpOptions = true)
final class HistoryColumnsCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        spec.commandLine().getOut().print(ColumnList.markdown());
        spec.commandLine().getOut().flush();
        return 0;
    }
}
