// SPDX-License-Identifier: Apache-2.0
package org.aiperf.dataset.prepare;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.aiperf.dataset.prepare.PrepareRequest.Completeness;

/** Whether there are images of every class, and of ImageNet as many as there must be. */
public final class WholeSource {

    private WholeSource() {}

    private static final int MOST_NAMED = 12;
    private static final int SHOWN = 3;

    /** What a source claims to be. */
    public enum Claim {
        /** Any data set; class names may say more. */
        NONE,
        /** ILSVRC2012. */
        IMAGENET
    }

    /**
     * What is missing, a sentence each.
     *
     * @throws IOException if something is and nothing may be
     */
    public static List<String> check(
            List<String> classNames, int[] training, int[] validation, Completeness completeness, Claim claim)
            throws IOException {
        List<String> problems = new ArrayList<>();
        if (claim == Claim.IMAGENET || KnownTotals.apply(classNames)) {
            problems.addAll(KnownTotals.problems(classNames, training, validation));
        }
        List<String> empty = new ArrayList<>();
        for (int i = 0; i < training.length; i++) {
            if (training[i] == 0) {
                empty.add(classNames.get(i));
            }
        }
        if (empty.size() == 1) {
            problems.add("class %s has no training images".formatted(empty.get(0)));
        } else if (!empty.isEmpty()) {
            problems.add("%,d of %,d classes have no training images, such as %s"
                    .formatted(
                            empty.size(),
                            classNames.size(),
                            String.join(", ", empty.subList(0, Math.min(SHOWN, empty.size())))));
        }
        if (!problems.isEmpty() && completeness == Completeness.REQUIRED) {
            throw new IOException("The source is not whole: %s; --allow-partial takes it as it is"
                    .formatted(String.join("; ", problems.subList(0, Math.min(MOST_NAMED, problems.size())))));
        }
        return problems;
    }
}
