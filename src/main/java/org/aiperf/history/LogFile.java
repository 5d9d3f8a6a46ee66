// SPDX-License-Identifier: Apache-2.0
package org.aiperf.history;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A file of a run's log, as its name tells. Where a driver can flush what it writes it has one file. Elsewhere it has
 * numbered segments, each closed and never changed; many of them may have been merged into one.
 *
 * @param attempt number of the driver, from 1
 * @param first number of the first segment that it holds, from 1; 0 for a driver's only file
 * @param last number of the last one
 */
record LogFile(int attempt, int first, int last) {

    private static final Pattern NAME = Pattern.compile("attempt-(\\d{1,9})(?:-(\\d{1,9})(?:-(\\d{1,9}))?)?\\.jsonl");

    /** The order in which they are read: of two that begin together, the merged one. */
    private static final Comparator<LogFile> ORDER = Comparator.comparingInt(LogFile::first)
            .thenComparing(Comparator.comparingInt(LogFile::last).reversed());

    static LogFile whole(int attempt) {
        return new LogFile(attempt, 0, 0);
    }

    static LogFile segment(int attempt, int number) {
        return new LogFile(attempt, number, number);
    }

    /** What a name tells; nothing if it is no file of a log. */
    static Optional<LogFile> of(String name) {
        Matcher matcher = NAME.matcher(name);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        int first = matcher.group(2) == null ? 0 : Integer.parseInt(matcher.group(2));
        int last = matcher.group(3) == null ? first : Integer.parseInt(matcher.group(3));
        return Optional.of(new LogFile(Integer.parseInt(matcher.group(1)), first, last));
    }

    String name() {
        if (first == 0) {
            return String.format(Locale.ROOT, "attempt-%04d.jsonl", attempt);
        } else if (first == last) {
            return String.format(Locale.ROOT, "attempt-%04d-%06d.jsonl", attempt, first);
        }
        return String.format(Locale.ROOT, "attempt-%04d-%06d-%06d.jsonl", attempt, first, last);
    }

    /** Those of one driver in the order of their lines, without segments that are in a merged one, too. */
    static List<LogFile> inOrder(List<LogFile> files) {
        List<LogFile> kept = new ArrayList<>();
        int covered = -1;
        for (LogFile file : files.stream().sorted(ORDER).toList()) {
            if (file.last() > covered) {
                kept.add(file);
                covered = file.last();
            }
        }
        return kept;
    }
}
