// SPDX-License-Identifier: Apache-2.0
package org.aiperf.history;

import java.io.BufferedReader;
import java.io.IOException;
import java.util.function.Consumer;

/** The records of one of the log's files. */
final class LogLines {

    private final String file;
    private final BufferedReader reader;

    LogLines(String file, BufferedReader reader) {
        this.file = file;
        this.reader = reader;
    }

    /** Hands on every record. Only a line that ends counts: a killed driver may leave a part of one. */
    void forEach(Consumer<HistoryRecord> consumer) throws IOException {
        int number = 0;
        StringBuilder line = new StringBuilder();
        for (int c = reader.read(); c >= 0; c = reader.read()) {
            if (c != '\n') {
                line.append((char) c);
                continue;
            }
            number++;
            try {
                consumer.accept(RecordJson.read(line.toString()));
            } catch (IOException | IllegalArgumentException e) {
                throw new IOException(
                        "Cannot read the history %s, line %d: %s".formatted(file, number, e.getMessage()), e);
            }
            line.setLength(0);
        }
    }
}
