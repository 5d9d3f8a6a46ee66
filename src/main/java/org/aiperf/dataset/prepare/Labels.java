// SPDX-License-Identifier: Apache-2.0
package org.aiperf.dataset.prepare;

import java.io.IOException;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Reads the class of an image where it is written as text: a number from 0, or a class name. */
final class Labels {

    /** More classes than any data set of labelled images has; a greater number is no class. */
    static final int MOST_CLASSES = 1 << 16;

    private static final int LONGEST_SHOWN = 40;

    private final List<String> classNames;
    private final Map<String, Integer> places = new HashMap<>();

    /** @param classNames what a class may be called, in label order; empty for numbers alone */
    Labels(List<String> classNames) {
        this.classNames = classNames;
        for (String name : classNames) {
            places.putIfAbsent(name, places.size());
        }
    }

    /**
     * The number of a class.
     *
     * @param where what holds the text, for errors
     */
    int of(String text, String where) throws IOException {
        // 3.0 is plainly class 3, 3.5 is none.
        if (text.matches("-?[0-9]{1,18}(\\.0{1,18})?")) {
            return number(new BigDecimal(text).longValue(), where);
        }
        Integer place = places.get(text);
        if (place != null) {
            return place;
        }
        String shown = text.length() > LONGEST_SHOWN ? text.substring(0, LONGEST_SHOWN) + "..." : text;
        throw new IOException("%s is '%s', expected is the number of a class, from 0%s"
                .formatted(
                        where,
                        shown.replaceAll("\\p{Cntrl}", " "),
                        classNames.isEmpty()
                                ? ", or a name that --classes FILE lists"
                                : ", or one of the %,d class names such as '%s'"
                                        .formatted(classNames.size(), classNames.get(0))));
    }

    /** Checks a number. */
    static int number(long label, String where) throws IOException {
        if (label < 0 || label >= MOST_CLASSES) {
            throw new IOException("%s is %d, which is no class: expected is a number from 0 to %d"
                    .formatted(where, label, MOST_CLASSES - 1));
        }
        return (int) label;
    }
}
