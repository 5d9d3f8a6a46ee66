// SPDX-License-Identifier: Apache-2.0
package org.aiperf.dataset.prepare;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** What ILSVRC2012 must have: 1,000 classes, 1,281,167 training images (732 to 1,300 a class), 50,000 to validate. */
public final class KnownTotals {

    private static final int CLASSES = 1000;
    private static final int TRAINING = 1_281_167;
    private static final int LEAST_OF_A_CLASS = 732;
    private static final int MOST_OF_A_CLASS = 1300;
    private static final int VALIDATION_OF_A_CLASS = 50;
    private static final int VALIDATION = CLASSES * VALIDATION_OF_A_CLASS;
    private static final int MOST_NAMED = 10;
    private static final Pattern SYNSET = Pattern.compile("n[0-9]{8}");

    private KnownTotals() {}

    /** Whether these classes say that the data set is ILSVRC2012. */
    public static boolean apply(List<String> classNames) {
        return classNames.size() == CLASSES
                && classNames.stream().allMatch(name -> SYNSET.matcher(name).matches());
    }

    /** What is not as it must be, a sentence each; empty if all is. */
    public static List<String> problems(List<String> classNames, int[] training, int[] validation) {
        List<String> problems = new ArrayList<>();
        if (classNames.size() != CLASSES) {
            problems.add("%,d classes instead of %,d".formatted(classNames.size(), CLASSES));
        }
        total("training", training, TRAINING, problems);
        total("validation", validation, VALIDATION, problems);
        each(classNames, "training", training, LEAST_OF_A_CLASS, MOST_OF_A_CLASS, problems);
        each(classNames, "validation", validation, VALIDATION_OF_A_CLASS, VALIDATION_OF_A_CLASS, problems);
        return problems;
    }

    private static void total(String split, int[] counts, int expected, List<String> problems) {
        int total = 0;
        for (int count : counts) {
            total += count;
        }
        if (total != expected) {
            problems.add("%,d %s images instead of %,d".formatted(total, split, expected));
        }
    }

    private static void each(
            List<String> names, String split, int[] counts, int least, int most, List<String> problems) {
        int odd = 0;
        for (int i = 0; i < counts.length; i++) {
            if (counts[i] < least || counts[i] > most) {
                odd++;
                if (odd <= MOST_NAMED) {
                    problems.add("class %s has %,d %s images, expected %s"
                            .formatted(names.get(i), counts[i], split, least == most ? least : least + " to " + most));
                }
            }
        }
        if (odd > MOST_NAMED) {
            problems.add("%,d more classes have too few or too many %s images".formatted(odd - MOST_NAMED, split));
        }
    }
}
