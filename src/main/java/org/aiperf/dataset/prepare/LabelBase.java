// SPDX-License-Identifier: Apache-2.0
package org.aiperf.dataset.prepare;

import java.io.IOException;
import java.util.OptionalInt;
import java.util.SortedSet;

/** The label of the first class in shards that somebody else has written: 0 by some conventions, 1 by others. */
final class LabelBase {

    /** Classes of ImageNet, whose labels run to 999 or to 1000. */
    private static final int IMAGENET = 1000;

    private LabelBase() {}

    /**
     * Tells the base from the labels, but guesses nothing.
     *
     * @param labels all labels of all shards
     * @param names how many class names the user gave; 0 for none
     * @param given what the user said
     * @throws IOException if they contradict each other, or the labels leave it open
     */
    static int of(SortedSet<Integer> labels, int names, OptionalInt given) throws IOException {
        int first = labels.first();
        int last = labels.last();
        if (given.isPresent()) {
            int base = given.getAsInt();
            if (first < base || (names > 0 && last >= base + names)) {
                throw new IOException(
                        "The labels of the records run from %d to %d, which a label base of %d%s does not allow; correct --label-base"
                                .formatted(first, last, base, names > 0 ? " and " + names + " classes" : ""));
            }
            return base;
        }
        if (first == 0) {
            return 0;
        }
        if (first == 1 && last == (names > 0 ? names : IMAGENET)) {
            return 1;
        }
        throw new IOException(
                "The labels of the records run from %d to %d, which does not tell the label of the first class; give it by --label-base 0 or --label-base 1"
                        .formatted(first, last));
    }
}
