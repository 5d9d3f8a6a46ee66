// SPDX-License-Identifier: Apache-2.0
package org.aiperf.spark.table;

import java.util.List;
import java.util.Locale;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** The tables of a history, as views and files name them. */
enum TableKind {
    RUNS(RunRow.class, "A row for each run: its result and what it ran on. The figures are those of its report.") {
        @Override
        Dataset<Row> of(HistoryTable history) {
            return history.runs().toDF();
        }
    },
    TRIALS(TrialRow.class, "A row for each trial: a network, how it was found and trained, and what came of it.") {
        @Override
        Dataset<Row> of(HistoryTable history) {
            return history.trials().toDF();
        }
    },
    EPOCHS(EpochRow.class, "A row for each finished epoch.") {
        @Override
        Dataset<Row> of(HistoryTable history) {
            return history.epochs().toDF();
        }
    },
    MORPHS(
            MorphRow.class,
            "A row for each morph on the way from a parent's network, or from a seed network, to a trial's.") {
        @Override
        Dataset<Row> of(HistoryTable history) {
            return history.morphs().toDF();
        }
    },
    UTILISATION(
            UseRow.class,
            "A row for each part of a run's time: how its executors used processors, memory and GPUs, on average over all.") {
        @Override
        Dataset<Row> of(HistoryTable history) {
            return history.utilisation().toDF();
        }
    },
    DISTANCES(
            DistanceRow.class,
            "A row for each pair of a run's trials; made on demand by `HistoryTable.distances`, and in no export.") {
        @Override
        Dataset<Row> of(HistoryTable history) {
            return history.distances().toDF();
        }
    };

    /** Those whose size grows with the run, not with its square: what views and exports hold. */
    static final List<TableKind> EXPORTED = List.of(RUNS, TRIALS, EPOCHS, MORPHS, UTILISATION);

    private final Class<? extends Record> rows;
    private final String description;

    TableKind(Class<? extends Record> rows, String description) {
        this.rows = rows;
        this.description = description;
    }

    abstract Dataset<Row> of(HistoryTable history);

    Class<? extends Record> rows() {
        return rows;
    }

    String description() {
        return description;
    }

    String title() {
        return name().toLowerCase(Locale.ROOT);
    }
}
