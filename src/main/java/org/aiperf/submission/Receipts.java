// SPDX-License-Identifier: Apache-2.0
package org.aiperf.submission;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.aiperf.history.History;
import org.aiperf.history.Receipt;
import org.aiperf.history.RunDirectory;
import org.aiperf.history.RunStarted;

/**
 * What owners handed in while their runs went on, with the organiser's own times (method section 8.3).
 *
 * @param all of any number of runs: a head belongs to one of them
 */
public record Receipts(List<Receipt> all) {

    /** The organiser's clock, the owner's, and the way from one to the other. */
    private static final Duration LATE = Duration.ofMinutes(2);

    /** A part of the run's time. */
    private static final double SHARE = 0.01;

    public Receipts {
        all = List.copyOf(all);
    }

    /**
     * Reads a file of lines {@code TIME,HEAD}; a first line of names may stand before them.
     *
     * @throws IOException if it holds anything else, with the line
     */
    public static Receipts read(Path file) throws IOException {
        List<Receipt> all = new ArrayList<>();
        int number = 0;
        for (String line : Files.readAllLines(file)) {
            number++;
            String[] cells = line.strip().split(",", -1);
            if (line.isBlank() || (number == 1 && cells[0].equalsIgnoreCase("time"))) {
                continue;
            }
            try {
                if (cells.length != 2 || !cells[1].strip().matches("[0-9a-f]{64}")) {
                    throw new DateTimeException("no head");
                }
                all.add(new Receipt(Instant.parse(cells[0].strip()), cells[1].strip()));
            } catch (DateTimeException e) {
                throw new IOException(
                        "%s, line %d: expected a time such as 2026-11-29T12:00:00Z, a comma, and the 64 digits of a receipt"
                                .formatted(file, number),
                        e);
            }
        }
        return new Receipts(all);
    }

    /**
     * Compares a run's own times with the organiser's.
     *
     * @return whether they bound the run's length: from its first hour to its last record
     */
    boolean bound(RunDirectory run, History history, Consumer<Violation> found) throws IOException {
        Map<String, Long> heads = History.heads(run);
        List<Receipt> own = all.stream()
                .filter(receipt -> heads.containsKey(receipt.head()))
                .sorted(Comparator.comparing(receipt -> heads.getOrDefault(receipt.head(), 0L)))
                .toList();
        if (own.isEmpty()) {
            return false;
        }
        Receipt first = own.get(0);
        Receipt last = own.get(own.size() - 1);
        for (Receipt receipt : own) {
            Duration early = Duration.between(receipt.time(), recorded(heads, receipt));
            if (early.compareTo(LATE) > 0) {
                found.accept(new Violation(
                        "receipt of " + receipt.time(),
                        "It fixes a record of %s, %d s later".formatted(recorded(heads, receipt), early.toSeconds())));
            }
        }
        Duration seen = Duration.between(first.time(), last.time());
        Duration told = Duration.between(recorded(heads, first), recorded(heads, last));
        Duration allowed = told.plus(LATE).plusMillis((long) (SHARE * told.toMillis()));
        if (seen.compareTo(allowed) > 0) {
            found.accept(new Violation(
                    "receipts",
                    "By the organiser's clock %d s passed between the first and the last of them, by the history %d s"
                            .formatted(seen.toSeconds(), told.toSeconds())));
        }
        RunStarted begin = history.attempts().get(0);
        boolean fromStart = recorded(heads, first).toEpochMilli() - begin.time()
                <= Math.max((double) LATE.toMillis(), SHARE * told.toMillis());
        boolean toEnd = recorded(heads, last).toEpochMilli() >= history.lastTime();
        return fromStart && toEnd;
    }

    private static Instant recorded(Map<String, Long> heads, Receipt receipt) {
        return Instant.ofEpochMilli(heads.getOrDefault(receipt.head(), 0L));
    }
}
