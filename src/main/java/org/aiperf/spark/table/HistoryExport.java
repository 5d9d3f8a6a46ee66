// SPDX-License-Identifier: Apache-2.0
package org.aiperf.spark.table;

import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.config.Configurator;
import org.apache.spark.sql.SparkSession;

/** Writes the tables of a history into a directory of any Hadoop file system, a file for each, by a Spark of this JVM. */
public final class HistoryExport {

    /** What becomes of files that are there already. */
    public enum Existing {
        KEPT,
        REPLACED
    }

    private final ExportFormat format;
    private final Existing existing;

    public HistoryExport(ExportFormat format, Existing existing) {
        this.format = format;
        this.existing = existing;
    }

    /**
     * Writes the tables; all of them, or none if something fails before the last one is complete.
     *
     * @param path a run, or a directory with runs below it
     * @param output directory to write to, made if it is not there
     * @return the files
     * @throws IOException if the history cannot be read or the files cannot be written, or are there already and are to be
     *     kept
     */
    public List<String> write(String path, String output) throws IOException {
        try (SparkSession spark = session()) {
            return write(spark, path, output);
        }
    }

    /** As {@link #write(String, String)}, by a Spark that somebody else opened, with UTC as time zone. */
    List<String> write(SparkSession spark, String path, String output) throws IOException {
        HistoryTable history = HistoryTable.open(spark, path);
        Path directory = new Path(output);
        FileSystem files = directory.getFileSystem(spark.sparkContext().hadoopConfiguration());
        if (files instanceof LocalFileSystem local) {
            files = local.getRawFileSystem(); // no checksum files beside the tables
        }
        return write(history, files, files.makeQualified(directory));
    }

    private List<String> write(HistoryTable history, FileSystem files, Path directory) throws IOException {
        Map<TableKind, Path> targets = new EnumMap<>(TableKind.class);
        for (TableKind table : TableKind.EXPORTED) {
            Path target = new Path(directory, table.title() + "." + format.extension());
            if (existing == Existing.KEPT && files.exists(target)) {
                throw new IOException(
                        "%s exists already; choose another directory (--output) or have it replaced (--overwrite)"
                                .formatted(target));
            }
            targets.put(table, target);
        }
        Path unfinished = new Path(directory, ".unfinished-export");
        try {
            if (!files.mkdirs(unfinished)) {
                throw new IOException("the directory %s cannot be made".formatted(directory));
            }
            for (TableKind table : targets.keySet()) {
                String part = new Path(unfinished, table.title()).toString();
                format.write(table.of(history).coalesce(1).write(), part);
            }
            List<String> written = new ArrayList<>();
            for (Map.Entry<TableKind, Path> each : targets.entrySet()) {
                move(files, part(files, new Path(unfinished, each.getKey().title())), each.getValue());
                written.add(text(each.getValue()));
            }
            return written;
        } finally {
            files.delete(unfinished, true);
        }
    }

    /** The one file of data that Spark wrote. */
    private static Path part(FileSystem files, Path directory) throws IOException {
        for (FileStatus file : files.listStatus(directory)) {
            if (file.getPath().getName().startsWith("part-")) {
                return file.getPath();
            }
        }
        throw new IOException("Spark wrote nothing into " + directory);
    }

    private static void move(FileSystem files, Path from, Path to) throws IOException {
        files.delete(to, true);
        if (!files.rename(from, to)) {
            throw new IOException("%s cannot be moved to %s".formatted(from, to));
        }
    }

    private static String text(Path file) {
        return file.toUri().getScheme().equals("file") ? file.toUri().getPath() : file.toString();
    }

    private static SparkSession session() {
        // What fails reaches the caller as a sentence; Spark would print its stack as well.
        Configurator.setAllLevels("org.apache.spark", Level.FATAL);
        return SparkSession.builder()
                .appName("AIPerf history export")
                .master("local[1]")
                .config("spark.ui.enabled", false)
                .config("spark.authenticate", true)
                .config("spark.network.crypto.enabled", true)
                .config("spark.sql.session.timeZone", "UTC")
                .config("spark.sql.parquet.outputTimestampType", "TIMESTAMP_MICROS")
                .getOrCreate();
    }
}
