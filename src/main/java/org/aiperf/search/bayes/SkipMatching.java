// SPDX-License-Identifier: Apache-2.0
package org.aiperf.search.bayes;

import java.util.Arrays;

/**
 * The distance of two sets of skips: skips are matched one to one at the least total cost, and each that is left over
 * costs 1 (spec section 4.1). Three facts make it fast. Skips in both sets may be taken out first, because the cost is a
 * metric. Skips of different kinds cost 1, as much as one left over, so each kind is matched apart. And the nearest
 * partner of a skip stands near it in the order of positions; where these partners are all different, they are the
 * matching, else the Hungarian method by shortest augmenting paths finds it from there. Keeps its buffers between calls:
 * one instance a thread.
 */
final class SkipMatching {

    private int[] rowFrom = new int[0];
    private int[] rowLength = new int[0];
    private int[] columnFrom = new int[0];
    private int[] columnLength = new int[0];
    private int rows;
    private int columns;
    private double[] cost = new double[0];
    private boolean[] priced = new boolean[0];
    private double[] rowPrice = new double[0];
    private double[] columnPrice = new double[0];
    private double[] slack = new double[0];
    private int[] unmatched = new int[0];
    private int[] owner = new int[0];
    private int[] previous = new int[0];
    private boolean[] visited = new boolean[0];

    /** The distance of two sets, each in ascending order. */
    double distance(long[] a, long[] b) {
        reserve(Math.max(a.length, b.length));
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
        rows = 0;
        columns = 0;
        int equal = 0;
        int i = from;
        int j = largerFrom;
        while (i < to || j < largerTo) {
            if (j == largerTo || (i < to && smaller[i] < larger[j])) {
                rowFrom[rows] = Skips.from(smaller[i]);
                rowLength[rows++] = Skips.length(smaller[i++]);
            } else if (i == to || larger[j] < smaller[i]) {
                columnFrom[columns] = Skips.from(larger[j]);
                columnLength[columns++] = Skips.length(larger[j++]);
            } else {
                equal++;
                i++;
                j++;
            }
        }
        return equal + (rows == 0 ? 0 : rows - assigned());
    }

    private double assigned() {
        Arrays.fill(owner, 0, columns, -1);
        int left = 0;
        double total = 0;
        int reach = reach();
        for (int row = 0; row < rows; row++) {
            int nearest = nearest(row, reach);
            total += rowPrice[row];
            if (owner[nearest] < 0) {
                owner[nearest] = row;
            } else {
                unmatched[left++] = row;
            }
        }
        if (left == 0) {
            return total;
        }
        Arrays.fill(columnPrice, 0, columns, 0);
        Arrays.fill(priced, 0, rows, false);
        for (int k = 0; k < left; k++) {
            augment(unmatched[k]);
        }
        total = 0;
        for (int column = 0; column < columns; column++) {
            if (owner[column] >= 0) {
                total += Skips.distance(
                        rowFrom[owner[column]], rowLength[owner[column]], columnFrom[column], columnLength[column]);
            }
        }
        return total;
    }

    /** The longest of all the skips. */
    private int reach() {
        int longest = 0;
        for (int row = 0; row < rows; row++) {
            longest = Math.max(longest, rowLength[row]);
        }
        for (int column = 0; column < columns; column++) {
            longest = Math.max(longest, columnLength[column]);
        }
        return longest;
    }

    /**
     * The cheapest partner of a row, whose cost becomes the row's price. Looks to both sides of the row's own place, as
     * far as the positions alone do not cost more.
     */
    private int nearest(int row, int reach) {
        int from = rowFrom[row];
        int length = rowLength[row];
        int place = Math.min(row, columns - 1);
        int best = place;
        double least = Skips.distance(from, length, columnFrom[place], columnLength[place]);
        for (int column = place + 1; column < columns; column++) {
            int other = columnFrom[column];
            if (other > from && other - from >= least * (other + reach)) {
                break;
            }
            double distance = Skips.distance(from, length, other, columnLength[column]);
            if (distance < least) {
                least = distance;
                best = column;
            }
        }
        for (int column = place - 1; column >= 0; column--) {
            int other = columnFrom[column];
            if (other < from && from - other >= least * (from + reach)) {
                break;
            }
            double distance = Skips.distance(from, length, other, columnLength[column]);
            if (distance < least) {
                least = distance;
                best = column;
            }
        }
        rowPrice[row] = least;
        return best;
    }

    /** Dijkstra's search for the cheapest way to a free column, in costs reduced by the prices. */
    private void augment(int start) {
        Arrays.fill(slack, 0, columns, Double.POSITIVE_INFINITY);
        Arrays.fill(visited, 0, columns, false);
        int row = start;
        int from = -1;
        double reached = 0;
        while (true) {
            int base = price(row);
            double paid = reached - rowPrice[row];
            int next = -1;
            double least = Double.POSITIVE_INFINITY;
            for (int column = 0; column < columns; column++) {
                if (!visited[column]) {
                    double way = paid + cost[base + column] - columnPrice[column];
                    if (way < slack[column]) {
                        slack[column] = way;
                        previous[column] = from;
                    }
                    if (slack[column] < least) {
                        least = slack[column];
                        next = column;
                    }
                }
            }
            reached = least;
            if (owner[next] < 0) {
                reprice(start, reached);
                flip(start, next);
                return;
            }
            visited[next] = true;
            row = owner[next];
            from = next;
        }
    }

    /** Fills a row of the costs unless it was; returns where it begins. */
    private int price(int row) {
        int base = row * columns;
        if (!priced[row]) {
            priced[row] = true;
            int from = rowFrom[row];
            int length = rowLength[row];
            for (int column = 0; column < columns; column++) {
                cost[base + column] = Skips.distance(from, length, columnFrom[column], columnLength[column]);
            }
        }
        return base;
    }

    private void reprice(int start, double reached) {
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

    private void reserve(int most) {
        if (slack.length < most) {
            rowFrom = new int[most];
            rowLength = new int[most];
            columnFrom = new int[most];
            columnLength = new int[most];
            cost = new double[most * most];
            priced = new boolean[most];
            rowPrice = new double[most];
            columnPrice = new double[most];
            slack = new double[most];
            unmatched = new int[most];
            owner = new int[most];
            previous = new int[most];
            visited = new boolean[most];
        }
    }
}
