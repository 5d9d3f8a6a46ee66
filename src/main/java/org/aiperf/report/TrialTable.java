// SPDX-License-Identifier: Apache-2.0
package org.aiperf.report;

import java.time.Instant;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.aiperf.config.Settings;
import org.aiperf.history.History;
import org.aiperf.history.TrialEnded;

/** The trials of a run as a text table, a line each in the order in which they were begun. */
public final class TrialTable {

    private record Column(String head, Function<TrialRow, String> cell) {}

    private TrialTable() {}

    /**
     * The table, with a line end after each line; the reason stands with trials that did not finish, and predicted
     * accuracies have a column where there are some.
     */
    public static String text(History history, Settings settings, Instant now) {
        List<TrialRow> rows = TrialRow.of(history, settings, now);
        List<Column> shown = columns(TrialRow.anyPredicted(rows)).toList();
        Columns columns = new Columns(shown.stream().map(Column::head).toArray(String[]::new));
        for (TrialRow row : rows) {
            columns.add(shown.stream().map(column -> column.cell().apply(row)).toList());
        }
        return columns.draw();
    }

    private static Stream<Column> columns(boolean predicted) {
        return Stream.of(
                        Stream.of(
                                new Column("TRIAL", TrialRow::trial),
                                new Column(">ROUND", TrialRow::round),
                                new Column("SLOT", TrialRow::slot),
                                new Column("PARENT", TrialRow::parent),
                                new Column("MORPHS", TrialRow::morphs),
                                new Column(">LAYERS", TrialRow::layers),
                                new Column(">PARAMS", TrialRow::parameters),
                                new Column(">EPOCHS", TrialRow::epochs),
                                new Column(">ACCURACY", TrialRow::accuracy)),
                        predicted ? Stream.of(new Column(">PREDICTED", TrialRow::predicted)) : Stream.<Column>empty(),
                        Stream.of(
                                new Column(">TRAIN OPS/IMAGE", TrialRow::operations),
                                new Column(">DATA WAIT", TrialRow::waiting),
                                new Column("STATE", TrialRow::state),
                                new Column(">TIME", TrialRow::time),
                                new Column(">HISTORY", TrialRow::history),
                                new Column(">SEARCH CPU", TrialRow::search),
                                new Column(">HIDDEN", TrialRow::hidden),
                                new Column("REASON", TrialTable::reason)))
                .flatMap(Function.identity());
    }

    private static String reason(TrialRow row) {
        return row.state().equals(TrialEnded.State.FINISHED.word()) ? "" : row.reason();
    }
}
