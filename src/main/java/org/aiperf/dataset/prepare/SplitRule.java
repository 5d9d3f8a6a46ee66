// SPDX-License-Identifier: Apache-2.0
package org.aiperf.dataset.prepare;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.apache.hadoop.fs.GlobPattern;

/**
 * Tells from a name which split a file or directory belongs to. A pattern of the user decides first. Else whole words
 * anywhere in the name do, of the file and of the directories around it: {@code imagenet1k-train-0000.tar},
 * {@code val/00001.tar}, {@code train2017}. A word is a run of letters; a change from small to capital letters begins a
 * new one.
 *
 * @param training pattern of the names that are to train, as shells write them; empty for none
 * @param validation the same to validate
 */
public record SplitRule(String training, String validation) implements Serializable {

    private static final long serialVersionUID = 1L;

    /** Words alone decide. */
    public static final SplitRule WORDS = new SplitRule("", "");

    private static final Set<String> TRAINING = Set.of("train", "training");
    private static final Set<String> VALIDATION = Set.of("val", "valid", "validation");
    private static final Set<String> OTHER = Set.of(
            "test",
            "tests",
            "testing",
            "dev",
            "eval",
            "evaluation",
            "extra",
            "holdout",
            "minival",
            "trainval",
            "unlabeled",
            "unlabelled",
            "unsupervised");

    /** What a name says. */
    enum Said {
        TRAINING("training"),
        VALIDATION("validation"),
        /** Another split, such as test: it is left out. */
        OTHER("another split"),
        NOTHING("no split"),
        /** Words of several splits. */
        SEVERAL("several splits");

        private final String text;

        Said(String text) {
            this.text = text;
        }

        String text() {
            return text;
        }
    }

    /**
     * Checks the patterns.
     *
     * @throws IllegalArgumentException if one is none
     */
    public SplitRule {
        for (String pattern : new String[] {training, validation}) {
            try {
                glob(pattern);
            } catch (RuntimeException e) {
                // The library's exception for a bad pattern has no public type.
                throw new IllegalArgumentException(
                        "'%s' is no pattern of names; write one like 'train-*.tar' or '{a,b}/*'".formatted(pattern), e);
            }
        }
    }

    /** What names said, in a sentence: {@code 3 names such as 'a.tar': training, 'b.tar': no split}. */
    static String told(Map<Said, List<String>> names) {
        List<String> told = new ArrayList<>();
        names.forEach((said, list) -> told.add(
                (list.size() == 1
                        ? "'%s': %s".formatted(list.get(0), said.text())
                        : "%,d names such as '%s': %s".formatted(list.size(), list.get(0), said.text()))));
        return String.join(", ", told);
    }

    /** Whether the user gave any pattern. */
    boolean given() {
        return !training.isEmpty() || !validation.isEmpty();
    }

    /**
     * What a name says.
     *
     * @param path the name with the directories that lead to it from the source's directory, between slashes
     */
    Said of(String path) {
        boolean toTrain = matches(training, path);
        boolean toValidate = matches(validation, path);
        if (toTrain || toValidate) {
            return toTrain && toValidate ? Said.SEVERAL : toTrain ? Said.TRAINING : Said.VALIDATION;
        }
        // Two patterns say everything; one says nothing of the other split.
        return !training.isEmpty() && !validation.isEmpty() ? Said.OTHER : words(path);
    }

    private static boolean matches(String pattern, String path) {
        if (pattern.isEmpty()) {
            return false;
        }
        GlobPattern glob = glob(pattern);
        return glob.matches(path) || glob.matches(path.substring(path.lastIndexOf('/') + 1));
    }

    private static GlobPattern glob(String pattern) {
        return new GlobPattern(pattern);
    }

    private static Said words(String path) {
        Said said = Said.NOTHING;
        for (String word : path.replaceAll("(?<=\\p{Ll})(?=\\p{Lu})", " ").split("[^\\p{L}]+", -1)) {
            String lower = word.toLowerCase(Locale.ROOT);
            Said here = TRAINING.contains(lower)
                    ? Said.TRAINING
                    : VALIDATION.contains(lower) ? Said.VALIDATION : OTHER.contains(lower) ? Said.OTHER : Said.NOTHING;
            if (here != Said.NOTHING) {
                said = said == Said.NOTHING || said == here ? here : Said.SEVERAL;
            }
        }
        return said;
    }
}
