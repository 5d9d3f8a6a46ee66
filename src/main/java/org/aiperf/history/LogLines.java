// SPDX-License-Identifier: Apache-2.0
package org.aiperf.history;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The records of one of the log's files. */
final class LogLines implements Closeable {

    /** Characters of a line: the largest networks take a tenth. */
    private static final int LONGEST = 1 << 24;

    private static final int BLOCK = 1 << 16;

    private final String file;
    private final Reader reader;
    private final HashChain chain;

    private LogLines(String file, Reader reader, HashChain chain) {
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
        return new LogLines(
                run.attempt(attempt).toString(),
                new InputStreamReader(run.openLog(attempt), StandardCharsets.UTF_8),
                chain);
    }

    /** What is told of a line that holds no record, or not the one that was written. */
    @FunctionalInterface
    interface Damage {
        void found(String message, @Nullable Exception cause) throws IOException;
    }

    /** Damage ends the reading. */
    static final Damage REFUSED = (message, cause) -> {
        throw new IOException("Cannot read the history " + message, cause);
    };

    /**
     * Hands on every record that can be read, and tells of all damage.
     *
     * @param known lines that were read before: they are passed over, and the chain is behind them
     * @return how many lines there are by now
     */
    int forEach(int known, Consumer<HistoryRecord> consumer, Damage damage) throws IOException {
        AtomicInteger lines = new AtomicInteger();
        forEachLine((number, line) -> {
            if (lines.incrementAndGet() <= known) {
                return;
            }
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
        return lines.get();
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
        char[] block = new char[BLOCK];
        for (int length = reader.read(block); length >= 0; length = reader.read(block)) {
            int begin = 0;
            for (int i = 0; i < length; i++) {
                if (block[i] == '\n') {
                    line.append(block, begin, i - begin);
                    each.read(++number, line.toString());
                    line.setLength(0);
                    begin = i + 1;
                }
            }
            line.append(block, begin, length - begin);
            if (line.length() > LONGEST) {
                throw new IOException(
                        "Cannot read the history %s, line %d: it has more than %d characters, as no record has"
                                .formatted(file, number + 1, LONGEST));
            }
        }
    }

    @Override
    public void close() throws IOException {
        reader.close();
    }
}
