// SPDX-License-Identifier: Apache-2.0
package org.aiperf.submission;

import java.util.Collection;
import java.util.stream.Collectors;

/** What was done to find out whether a result is true (method section 7). */
public enum Level {
    /** Nothing. */
    SELF_REPORTED("self-reported"),
    /** Everything was computed anew from the records, and they agree with each other and with the rules. */
    CONSISTENT("consistent"),
    /** The best model classified the verifier's own images as rightly as claimed. */
    MODEL_CHECKED("model checked"),
    /** Trials were trained again. */
    REPLAYED("replayed"),
    /** The organiser's clock bounds the length of the run. */
    TIMED_BY_ORGANISER("timed by the organiser");

    private final String words;

    Level(String words) {
        this.words = words;
    }

    /** Several levels in words, and whose clock it was. */
    public static String words(Collection<Level> levels) {
        String all = levels.stream().sorted().map(Level::toString).collect(Collectors.joining(", "));
        return levels.contains(TIMED_BY_ORGANISER) ? all : all + ", timed by the submitter";
    }

    @Override
    public String toString() {
        return words;
    }
}
