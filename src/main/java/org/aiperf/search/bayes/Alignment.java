// SPDX-License-Identifier: Apache-2.0
package org.aiperf.search.bayes;

import java.util.Arrays;

/**
 * Aligns one chain of layers with others at the least cost: the exact edit distance in double precision. Equal ends are
 * trimmed, which changes nothing because the costs are a metric. Of the table only a band around the diagonal is filled
 * (Ukkonen 1985): a path that leaves the band pays more than the limit in insertions and deletions alone. Keeps its buffer and the usual distance between calls: one instance a thread.
 */
final class Alignment {

    private static final double MARGIN = 1.2;
    private static final double GROWTH = 1.6;
    private static final int MEMORY = 8;

    private final int[] symbols;
    private final double[][] costs;
    private double[] row = new double[256];
    private double expected = 10;

    /** For others whose symbols were numbered by now. */
    Alignment(NetworkCode query) {
        this.symbols = query.symbols();
        double[][] rows = new double[query.alphabet().length][];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = LayerAlphabet.costs(query.alphabet()[i]);
        }
        this.costs = new double[symbols.length][];
        for (int i = 0; i < symbols.length; i++) {
            costs[i] = rows[query.letters()[i]];
        }
    }

    /** The distance to another chain, by widening the band until it holds the path; it starts with what others took. */
    double distance(NetworkCode other) {
        int most = Math.max(symbols.length, other.length());
        int surplus = Math.abs(symbols.length - other.length());
        double limit = Math.max(surplus, MARGIN * expected) + 2;
        while (limit < most) {
            double distance = within(other, limit);
            if (distance <= limit) {
                expected += (distance - expected) / MEMORY;
                return distance;
            }
            limit *= GROWTH;
        }
        // No distance exceeds the longer chain; rounding may.
        return within(other, most + 1);
    }

    /** The distance to another chain if it is at most a limit, else infinity. */
    double within(NetworkCode code, double limit) {
        int[] other = code.symbols();
        int start = 0;
        int end = symbols.length;
        int otherEnd = other.length;
        while (start < end && start < otherEnd && symbols[start] == other[start]) {
            start++;
        }
        while (end > start && otherEnd > start && symbols[end - 1] == other[otherEnd - 1]) {
            end--;
            otherEnd--;
        }
        int height = end - start;
        int width = otherEnd - start;
        if (Math.abs(width - height) > limit) {
            return Double.POSITIVE_INFINITY;
        }
        if (height == 0 || width == 0) {
            return height + width;
        }
        double distance = banded(other, start, height, width, limit);
        return distance <= limit ? distance : Double.POSITIVE_INFINITY;
    }

    private double banded(int[] other, int start, int height, int width, double limit) {
        int indels = (int) Math.min(limit, height + width);
        int surplus = width - height;
        int left = -((indels - surplus) / 2);
        int right = (indels + surplus) / 2;
        double[] table = reserved(width);
        Arrays.fill(table, 0, width + 1, Double.POSITIVE_INFINITY);
        for (int j = 0; j <= Math.min(width, right); j++) {
            table[j] = j;
        }
        for (int i = 1; i <= height; i++) {
            int from = Math.max(1, i + left);
            int to = Math.min(width, i + right);
            double diagonal = table[from - 1];
            double last = i + left <= 0 ? i : Double.POSITIVE_INFINITY;
            table[from - 1] = last;
            double least = last;
            double[] cost = costs[start + i - 1];
            for (int j = from; j <= to; j++) {
                double above = table[j];
                double replaced = diagonal + cost[other[start + j - 1]];
                double removed = above + 1;
                double value = replaced < removed ? replaced : removed;
                value = last + 1 < value ? last + 1 : value;
                table[j] = value;
                diagonal = above;
                last = value;
                least = value < least ? value : least;
            }
            if (least > limit) {
                return Double.POSITIVE_INFINITY;
            }
        }
        return table[width];
    }

    private double[] reserved(int width) {
        if (row.length <= width) {
            row = new double[width + width / 2 + 1];
        }
        return row;
    }
}
