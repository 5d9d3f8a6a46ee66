// SPDX-License-Identifier: Apache-2.0
package org.aiperf.spark.table;

import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.aiperf.foreign.Cause;
import org.aiperf.foreign.Containment;
import org.aiperf.foreign.VisibleText;
import org.aiperf.history.RunDirectory;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoder;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.Metadata;
import org.apache.spark.sql.types.MetadataBuilder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The history of runs as typed Datasets for Spark SQL. What each column holds stands as its comment in the schema, and
 * in {@code notebooks/columns.md}; figures equal those of the runs' reports. The history is read once, by the driver,
 * when it is opened: a run that goes on is shown as it was then. Thread-safe.
 */
public final class HistoryTable {

    private static final Logger LOG = LoggerFactory.getLogger(HistoryTable.class);

    private final SparkSession spark;
    private final List<Recording> runs;

    private HistoryTable(SparkSession spark, List<Recording> runs) {
        this.spark = spark;
        this.runs = List.copyOf(runs);
    }

    /**
     * Reads a run, or all runs of a directory; one of several that cannot be read is left out, and a warning says why.
     *
     * @param path directory of a run, or one with runs directly below it, on any Hadoop file system
     * @throws org.aiperf.history.NoSuchRunException if there is none
     * @throws IOException if no history can be read or the only one was changed, with file and line in the message
     */
    public static HistoryTable open(SparkSession spark, String path) throws IOException {
        List<RunDirectory> found = RunDirectory.of(path, spark.sparkContext().hadoopConfiguration())
                .runs();
        List<Recording> runs = new ArrayList<>();
        for (RunDirectory run : found) {
            try {
                runs.add(Containment.of(() -> Recording.read(run)));
            } catch (IOException e) {
                if (found.size() == 1) {
                    throw e;
                }
                LOG.warn("The run {} is left out: {}", run.name(), VisibleText.sentence(Cause.of(e)));
            }
        }
        if (runs.isEmpty()) {
            throw new IOException("None of the %d runs in %s can be read".formatted(found.size(), path));
        }
        return new HistoryTable(spark, runs);
    }

    /** A row for each run: its result and what it ran on. */
    public Dataset<RunRow> runs() {
        return dataset(runs.stream().map(RunRow::of).toList(), RunRow.class);
    }

    /** A row for each trial: a network, how it was found and trained, and what came of it. */
    public Dataset<TrialRow> trials() {
        return dataset(Recording.rows(runs, TrialRow::of), TrialRow.class);
    }

    /** A row for each finished epoch. */
    public Dataset<EpochRow> epochs() {
        return dataset(Recording.rows(runs, EpochRow::of), EpochRow.class);
    }

    /** A row for each morph on the way from a parent's network, or from a seed network, to a trial's. */
    public Dataset<MorphRow> morphs() {
        return dataset(Recording.rows(runs, MorphRow::of), MorphRow.class);
    }

    /** A row for each part of a run's time: how its executors used their machines, on average over all. */
    public Dataset<UseRow> utilisation() {
        return dataset(Recording.rows(runs, UseRow::of), UseRow.class);
    }

    /**
     * The edit distances between all networks of a run: a row for each pair. Computed by the driver, some 40,000 rows a
     * second; a run of 1,000 trials has half a million.
     */
    public Dataset<DistanceRow> distances() {
        return dataset(Recording.rows(runs, DistanceRow::of), DistanceRow.class);
    }

    /** Makes the tables known to Spark SQL as {@code runs}, {@code trials}, {@code epochs}, {@code morphs} and {@code utilisation}. */
    public void createViews() {
        TableKind.EXPORTED.forEach(table -> table.of(this).createOrReplaceTempView(table.title()));
    }

    private <T extends Record> Dataset<T> dataset(List<T> rows, Class<T> type) {
        Encoder<T> encoder = RecordEncoder.of(type);
        org.apache.spark.sql.Column[] described = Arrays.stream(type.getRecordComponents())
                .map(HistoryTable::described)
                .toArray(org.apache.spark.sql.Column[]::new);
        return spark.createDataset(rows, encoder).select(described).as(encoder);
    }

    /** A column with its comment, which Spark does not take from an encoder. */
    private static org.apache.spark.sql.Column described(RecordComponent component) {
        Metadata comment = new MetadataBuilder()
                .putString("comment", ColumnList.description(component))
                .build();
        return functions.col(component.getName()).as(component.getName(), comment);
    }
}
