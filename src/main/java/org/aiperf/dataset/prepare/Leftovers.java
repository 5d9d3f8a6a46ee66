// SPDX-License-Identifier: Apache-2.0
package org.aiperf.dataset.prepare;

import java.io.IOException;
import java.io.Serializable;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.TreeMap;
import org.aiperf.dataset.LeftOut;

/** Counts what of a source is left out, with the first example of each reason. Not thread-safe. */
public final class Leftovers implements Serializable {

    private static final long serialVersionUID = 1L;

    private final TreeMap<Reason, LeftOut> files = new TreeMap<>();

    /** Why a file is left out. */
    public enum Reason {
        ENDING("do not end like an image (.jpg, .jpeg, .png)"),
        DEPTH("lie deeper than in the directory of their class"),
        BESIDE("lie beside the directories of the classes"),
        HIDDEN("begin with a dot"),
        EMPTY("are empty"),
        NO_IMAGE("have a key without an image"),
        LINK("are links to nothing in the archive"),
        SPECIAL("are no ordinary files"),
        /** Expected beside images, so their share says nothing. */
        MEMBER("are other members of a key"),
        NOTES("are texts, such as .txt, .xml or .json"),
        OTHER_SPLIT("belong to another split"),
        SYSTEM("were made by an operating system (._*, .DS_Store, Thumbs.db)");

        private final String text;

        Reason(String text) {
            this.text = text;
        }

        /** To follow "files that". */
        String text() {
            return text;
        }

        /** Whether these files might have been meant to be in the data set. */
        boolean suspicious() {
            return compareTo(MEMBER) < 0;
        }
    }

    /** Counts one file. */
    public void add(Reason reason, String file) {
        add(reason, 1, file);
    }

    /** Counts some files, of which one is named. */
    public void add(Reason reason, long count, String example) {
        if (count > 0) {
            files.merge(
                    reason,
                    new LeftOut(reason.text(), count, example),
                    (a, b) -> new LeftOut(a.reason(), a.files() + b.files(), a.example()));
        }
    }

    /** Counts all of the others, too. */
    public void addAll(Leftovers others) {
        others.files.forEach((reason, each) -> add(reason, each.files(), each.example()));
    }

    /** How many might have been meant to be in the data set. */
    public long suspicious() {
        return files.entrySet().stream()
                .filter(each -> each.getKey().suspicious())
                .mapToLong(each -> each.getValue().files())
                .sum();
    }

    /**
     * Refuses to leave much out.
     *
     * @param images that are not left out
     * @param allowed share of all files that may be left out although they might be meant, 0 to 1
     * @throws IOException if more are, with the files by reason
     */
    public void requireFew(long images, double allowed) throws IOException {
        long left = suspicious();
        long all = left + images;
        if (left > allowed * all) {
            throw new IOException(
                    "%,d of %,d files would be left out, and %s %% may be: %s; change the source, or allow it by --allow-left-out %s"
                            .formatted(
                                    left,
                                    all,
                                    BigDecimal.valueOf(allowed)
                                            .movePointRight(2)
                                            .stripTrailingZeros()
                                            .toPlainString(),
                                    text(),
                                    BigDecimal.valueOf(left)
                                            .divide(BigDecimal.valueOf(all), 3, RoundingMode.CEILING)
                                            .stripTrailingZeros()
                                            .toPlainString()));
        }
    }

    /** All of them, those first that might have been meant. */
    public List<LeftOut> list() {
        return List.copyOf(files.values());
    }

    /** Those that might have been meant, by reason in one line: {@code 16 files that are empty, such as a/b.jpg}. */
    String text() {
        return String.join(
                "; ",
                files.entrySet().stream()
                        .filter(each -> each.getKey().suspicious())
                        .map(each -> each.getValue().text())
                        .toList());
    }
}
