// SPDX-License-Identifier: Apache-2.0
package org.aiperf.report;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.aiperf.config.Settings;
import org.aiperf.history.History;
import org.aiperf.history.TrialEnded;
import org.aiperf.history.TrialHistory;
import org.aiperf.history.TrialStarted;
import org.aiperf.operations.OperationCount;
import org.aiperf.unit.Definition;

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

    /** The same for programs: an object for each trial, in the names of the exported table; what is unknown is null. */
    public static ArrayNode json(History history, Settings settings, Instant now) {
        ArrayNode trials = new ObjectMapper().createArrayNode();
        Definition definition = settings.score().operations();
        for (TrialHistory trial : history.trials()) {
            TrialStarted start = trial.start();
            TrialStatus status = TrialStatus.of(history, trial, now);
            ObjectNode node = trials.addObject();
            node.put("trial", start.trial()).put("round", start.round()).put("slot", start.slot());
            node.put("parent", start.parent());
            start.morphs().forEach(node.putArray("morphs")::add);
            node.put("layers", start.network().layers())
                    .put("parameters", start.network().parameters());
            node.put("batchSize", start.hyperparameters().batchSize());
            node.put("learningRate", start.hyperparameters().learningRate());
            node.put("dropoutRate", start.hyperparameters().dropoutRate());
            node.put("kernelSize", start.hyperparameters().kernelSize());
            node.put("epochs", trial.epochs().size()).put("epochLimit", start.epochs());
            node.put(
                    "accuracy",
                    trial.epochs().isEmpty() ? null : (Double) trial.accuracy().orElse(0));
            OperationCount count = start.operations().get(definition);
            node.put("operationsPerImage", count == null ? null : (Double) count.trainPerImage());
            node.put("state", status.state()).put("reason", status.reason());
            node.put("seconds", (status.end().toEpochMilli() - start.time()) / 1e3);
        }
        return trials;
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
