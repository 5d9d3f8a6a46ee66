// SPDX-License-Identifier: Apache-2.0
package org.aiperf.search.bayes;

import java.util.Arrays;

/**
 * The distance of two sets of skips: each skip of the smaller set is matched with one of the larger at the least total
 * cost, and each that is left over costs 1 (spec section 4.1). Skips in both sets are taken out first, which changes
 * nothing because the cost is a metric. The matching is the Hungarian method by shortest augmenting paths, from a start
 * that gives each skip its nearest partner while that one is free; mostly no path is left to search. Keeps its buffers
 * between calls: one instance a thread.
 */
final class SkipMatching {

    private long[] few = new long[0];
    private long[] many = new long[0];
    private double[] cost = new double[0];
    private double[] rowPrice = new double[0];
    private double[] columnPrice = new double[0];
    private double[] slack = new double[0];
    private int[] owner = new int[0];
    private int[] previous = new int[0];
    private boolean[] visited = new boolean[0];

    double distance(long[] a, long[] b) {
        return a.length <= b.length ? matched(a, b) : matched(b, a);
    }

    private double matched(long[] smaller, long[] larger) {
        reserve(smaller.length, larger.length);
        int rows = 0;
        int columns = 0;
        int i = 0;
        int j = 0;
        while (i < smaller.length && j < larger.length) {
            if (smaller[i] == larger[j]) {
                i++;
                j++;
            } else if (smaller[i] < larger[j]) {
                few[rows++] = smaller[i++];
            } else {
                many[columns++] = larger[j++];
            }
        }
        while (i < smaller.length) {
            few[rows++] = smaller[i++];
        }
        while (j < larger.length) {
            many[columns++] = larger[j++];
        }
        return assign(rows, columns) + (columns - rows);
    }

    private double assign(int rows, int columns) {
        Arrays.fill(owner, 0, columns, -1);
        Arrays.fill(columnPrice, 0, columns, 0);
        int unmatched = 0;
        for (int row = 0; row < rows; row++) {
            int nearest = price(row, columns);
            if (owner[nearest] < 0) {
                owner[nearest] = row;
            } else {
                few[unmatched++] = row; // The skip itself is not needed any more.
            }
        }
        for (int k = 0; k < unmatched; k++) {
            augment((int) few[k], columns);
        }
        double total = 0;
        for (int column = 0; column < columns; column++) {
            if (owner[column] >= 0) {
                total += cost[owner[column] * columns + column];
            }
        }
        return total;
    }

    /** Fills a row of the costs; its price is the least of them. */
    private int price(int row, int columns) {
        int nearest = 0;
        int base = row * columns;
        for (int column = 0; column < columns; column++) {
            cost[base + column] = Skips.distance(few[row], many[column]);
            if (cost[base + column] < cost[base + nearest]) {
                nearest = column;
            }
        }
        rowPrice[row] = cost[base + nearest];
        return nearest;
    }

    /** Dijkstra's search for the cheapest way to a free column, in costs reduced by the prices. */
    private void augment(int start, int columns) {
        Arrays.fill(slack, 0, columns, Double.POSITIVE_INFINITY);
        Arrays.fill(visited, 0, columns, false);
        int row = start;
        int from = -1;
        double reached = 0;
        while (true) {
            int next = -1;
            for (int column = 0; column < columns; column++) {
                if (!visited[column]) {
                    double way = reached + cost[row * columns + column] - rowPrice[row] - columnPrice[column];
                    if (way < slack[column]) {
                        slack[column] = way;
                        previous[column] = from;
                    }
                    if (next < 0 || slack[column] < slack[next]) {
                        next = column;
                    }
                }
            }
            reached = slack[next];
            if (owner[next] < 0) {
                reprice(start, columns, reached);
                flip(start, next);
                return;
            }
            visited[next] = true;
            row = owner[next];
            from = next;
        }
    }

    private void reprice(int start, int columns, double reached) {
        rowPrice[start] += reached;
        for (int column = 0; column < columns; column++) {
            if (visited[column]) {
                rowPrice[owner[column]] += reached - slack[column];
                columnPrice[column] -= reached - slack[column];
            }
        }
    }

    private void flip(int start, int free) {
        int column = free;
        while (previous[column] >= 0) {
            owner[column] = owner[previous[column]];
            column = previous[column];
        }
        owner[column] = start;
    }

    private void reserve(int rows, int columns) {
        if (cost.length < rows * columns || slack.length < columns) {
            int most = Math.max(slack.length, columns);
            few = new long[most];
            many = new long[most];
            cost = new double[most * most];
            rowPrice = new double[most];
            columnPrice = new double[most];
            slack = new double[most];
            owner = new int[most];
            previous = new int[most];
            visited = new boolean[most];
        }
    }
}
