// SPDX-License-Identifier: Apache-2.0
package org.aiperf.history;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.aiperf.foreign.Cause;
import org.aiperf.foreign.Containment;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The records of one of the log's files. */
final class LogLines implements Closeable {

    private static final Logger LOG = LoggerFactory.getLogger(LogLines.class);

    /** Characters of a line: the largest networks take a tenth. */
    private static final int LONGEST = 1 << 24;

    /** Lines of a file: 50,000 trials of 60 epochs have fewer. */
    private static final int MOST_LINES = 4_000_000;

    /** Places that cannot be read: beyond them the file is no history, and reading on would only take time. */
    private static final int MOST_DAMAGE = 1_000;

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
     * @throws IOException also if there is so much of it that this is no history
     */
    int forEach(int known, Consumer<HistoryRecord> consumer, Damage damage) throws IOException {
        AtomicInteger lines = new AtomicInteger();
        int[] damaged = {0};
        forEachLine((number, line) -> {
            if (lines.incrementAndGet() <= known) {
                return;
            }
            String place = "%s, line %d: ".formatted(file, number);
            try {
                HashChain.Link link = chain.open(line);
                Containment.of(() -> {
                    consumer.accept(RecordJson.read(link.record()));
                    return link;
                });
                if (link.intact()) {
                    return;
                }
                damage.found(place + "it, or a line before it, was changed or removed after it was written", null);
            } catch (IOException e) {
                damage.found(place + Cause.of(e), e);
            }
            if (++damaged[0] > MOST_DAMAGE) {
                throw new IOException("Cannot read the history %s: more than %,d of its first %,d lines are damaged"
                        .formatted(file, MOST_DAMAGE, number));
            }
        });
        return lines.get();
    }

    /** Hands on every record with the head of the chain behind it; what cannot be read is left out. */
    void forEachHead(BiConsumer<String, HistoryRecord> consumer) throws IOException {
        forEachLine((number, line) -> {
            try {
                HashChain.Link link = chain.open(line);
                consumer.accept(link.head(), RecordJson.read(link.record()));
            } catch (IOException | IllegalArgumentException e) {
                LOG.debug("Line {} of {} is no record", number, file, e); // whoever examines the history tells of it
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
        char[] block = new char[BLOCK];
        for (int length = reader.read(block); length >= 0; length = reader.read(block)) {
            int begin = 0;
            for (int i = 0; i < length; i++) {
                if (block[i] == '\n') {
                    line.append(block, begin, i - begin);
                    if (number == MOST_LINES) {
                        throw new IOException("Cannot read the history %s: it has more than %,d lines, as no run has"
                                .formatted(file, MOST_LINES));
                    }
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
