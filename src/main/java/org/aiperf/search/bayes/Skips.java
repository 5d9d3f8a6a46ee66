// SPDX-License-Identifier: Apache-2.0
package org.aiperf.search.bayes;

import java.util.List;
import org.aiperf.network.Descriptor.Merge;

/** Skips packed into one number each, so that equal skips are equal numbers and a set of them is a sorted row. */
final class Skips {

    /** Ways to end a skip, in the order of the numbers that stand for them, here and in the stored form. */
    static final List<Merge> MERGES = List.of(Merge.ADD, Merge.CONCAT, Merge.NONE);

    private Skips() {}

    static long pack(int from, int length, Merge merge) {
        return (long) MERGES.indexOf(merge) << 60 | (long) from << 30 | length;
    }

    /** Position among {@link #MERGES}. */
    static int merge(long skip) {
        return (int) (skip >>> 60);
    }

    static int from(long skip) {
        return (int) (skip >>> 30) & 0x3FFFFFFF;
    }

    static int length(long skip) {
        return (int) skip & 0x3FFFFFFF;
    }

    /**
     * Cost of putting one skip in the place of another of the same kind, from 0 to 1 (method section 4.1); a metric. Skips
     * of different kinds cost 1.
     */
    static double distance(int fromA, int lengthA, int fromB, int lengthB) {
        int most = Math.max(fromA, fromB) + Math.max(lengthA, lengthB);
        return most == 0 ? 0 : (Math.abs(fromA - fromB) + Math.abs(lengthA - lengthB)) / (double) most;
    }
}
