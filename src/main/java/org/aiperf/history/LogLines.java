// SPDX-License-Identifier: Apache-2.0
package org.aiperf.history;

import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The records of one of the log's files. */
final class LogLines implements Closeable {

    /** Characters of a line: the largest networks take a tenth. */
    private static final int LONGEST = 1 << 24;

    private final String file;
    private final BufferedReader reader;
    private final HashChain chain;

    private LogLines(String file, BufferedReader reader, HashChain chain) {
        this.file = file;
        this.reader = reader;
        this.chain = chain;
    }

    /**
     * Opens the file of a driver.
     *
     * @param chain at the end of the file before; it follows the lines
     */
    static LogLines open(RunDirectory run, int attempt, HashChain chain) throws IOException {
        var file = run.attempt(attempt);
        return new LogLines(
                file.toString(),
                new BufferedReader(new InputStreamReader(run.files().open(file), StandardCharsets.UTF_8)),
                chain);
    }

    /** What is told of a line that holds no record, or not the one that was written. */
    @FunctionalInterface
    interface Damage {
        void found(String message, @Nullable Exception cause) throws IOException;
    }

    /** Hands on every record; damage ends it. */
    void forEach(Consumer<HistoryRecord> consumer) throws IOException {
        forEach(consumer, (message, cause) -> {
            throw new IOException("Cannot read the history " + message, cause);
        });
    }

    /** Hands on every record that can be read, and tells of all damage. */
    void forEach(Consumer<HistoryRecord> consumer, Damage damage) throws IOException {
        forEachLine((number, line) -> {
            String place = "%s, line %d: ".formatted(file, number);
            HashChain.Link link;
            try {
                link = chain.open(line);
                consumer.accept(RecordJson.read(link.record()));
            } catch (IOException | IllegalArgumentException e) {
                damage.found(place + e.getMessage(), e);
                return;
            }
            if (!link.intact()) {
                damage.found(place + "it, or a line before it, was changed or removed after it was written", null);
            }
        });
    }

    /** Goes to the end of the chain without reading the records. */
    void follow() throws IOException {
        forEachLine((number, line) -> chain.open(line));
    }

    @FunctionalInterface
    private interface Line {
        void read(int number, String text) throws IOException;
    }

    /** Only a line that ends counts: a killed driver may leave a part of one. */
    private void forEachLine(Line each) throws IOException {
        int number = 0;
        StringBuilder line = new StringBuilder();
        for (int c = reader.read(); c >= 0; c = reader.read()) {
            if (c == '\n') {
                each.read(++number, line.toString());
                line.setLength(0);
            } else if (line.length() == LONGEST) {
                throw new IOException(
                        "Cannot read the history %s, line %d: it has more than %d characters, as no record has"
                                .formatted(file, number + 1, LONGEST));
            } else {
                line.append((char) c);
            }
        }
    }

    @Override
    public void close() throws IOException {
        reader.close();
    }
}
