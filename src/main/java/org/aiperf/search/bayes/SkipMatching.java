// SPDX-License-Identifier: Apache-2.0
package org.aiperf.search.bayes;

/**
 * The distance of two sets of skips: skips are matched one to one at the least total cost, and each that is left over
 * costs 1 (method section 4.1). Two facts make it fast. Skips in both sets may be taken out first, because the cost is a
 * metric. And skips of different kinds cost 1, as much as one left over, so each kind is matched apart. Keeps its
 * buffers between calls: one instance a thread.
 */
final class SkipMatching {

    private final Assignment assignment;
    private final Endpoints rows = new Endpoints();
    private final Endpoints columns = new Endpoints();

    SkipMatching() {
        this(new ShortestPaths());
    }

    /** @param assignment matches what is left of each kind */
    SkipMatching(Assignment assignment) {
        this.assignment = assignment;
    }

    /** The distance of two sets, each in ascending order. */
    double distance(long[] a, long[] b) {
        double spared = 0;
        int startA = 0;
        int startB = 0;
        for (int merge = 0; merge < Skips.MERGES.size(); merge++) {
            int endA = end(a, startA, merge);
            int endB = end(b, startB, merge);
            spared += endA - startA <= endB - startB
                    ? spared(a, startA, endA, b, startB, endB)
                    : spared(b, startB, endB, a, startA, endA);
            startA = endA;
            startB = endB;
        }
        return Math.max(a.length, b.length) - spared;
    }

    private static int end(long[] skips, int start, int merge) {
        int end = start;
        while (end < skips.length && Skips.merge(skips[end]) == merge) {
            end++;
        }
        return end;
    }

    /** What the best matching of two sets of one kind spares against leaving all over; the first is not the larger. */
    private double spared(long[] smaller, int from, int to, long[] larger, int largerFrom, int largerTo) {
        rows.clear(to - from);
        columns.clear(largerTo - largerFrom);
        int equal = 0;
        int i = from;
        int j = largerFrom;
        while (i < to && j < largerTo) {
            long row = smaller[i];
            long column = larger[j];
            if (row < column) {
                rows.add(row);
                i++;
            } else if (column < row) {
                columns.add(column);
                j++;
            } else {
                equal++;
                i++;
                j++;
            }
        }
        while (i < to) {
            rows.add(smaller[i++]);
        }
        while (j < largerTo) {
            columns.add(larger[j++]);
        }
        return equal + (rows.size() == 0 ? 0 : rows.size() - assignment.cost(rows, columns));
    }
}
