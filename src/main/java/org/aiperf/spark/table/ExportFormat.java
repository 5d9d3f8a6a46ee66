// SPDX-License-Identifier: Apache-2.0
package org.aiperf.spark.table;

import java.util.Locale;
import org.apache.spark.sql.DataFrameWriter;
import org.apache.spark.sql.Row;

/** A kind of file that a history is exported to. */
public enum ExportFormat {
    /** With types and comments. Times are microseconds since 1970, UTC. */
    PARQUET {
        @Override
        void write(DataFrameWriter<Row> writer, String directory) {
            writer.parquet(directory);
        }
    },
    /** As RFC 4180 says, with a line of column names; null is empty. Times are ISO 8601, UTC. */
    CSV {
        @Override
        void write(DataFrameWriter<Row> writer, String directory) {
            writer.option("header", true)
                    .option("escape", "\"")
                    .option("emptyValue", "")
                    .csv(directory);
        }
    },
    /** One object a line, with all columns. Times are ISO 8601, UTC. */
    JSON {
        @Override
        void write(DataFrameWriter<Row> writer, String directory) {
            writer.option("ignoreNullFields", false).json(directory);
        }
    };

    abstract void write(DataFrameWriter<Row> writer, String directory);

    /** What files of this kind end with. */
    public String extension() {
        return name().toLowerCase(Locale.ROOT);
    }
}
