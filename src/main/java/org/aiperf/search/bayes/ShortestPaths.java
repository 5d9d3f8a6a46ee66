// SPDX-License-Identifier: Apache-2.0
package org.aiperf.search.bayes;

import java.util.Arrays;

/**
 * The Hungarian method by shortest augmenting paths (Jonker and Volgenant 1987), exact in double precision. The nearest
 * partner of a skip stands near it in the order of positions; where these partners are all different, they are the
 * matching, else paths lead from there to it.
 */
final class ShortestPaths implements Assignment {

    private Endpoints rows = new Endpoints();
    private Endpoints columns = new Endpoints();
    private int width;
    private double[] cost = new double[0];
    private boolean[] priced = new boolean[0];
    private double[] rowPrice = new double[0];
    private double[] columnPrice = new double[0];
    private double[] slack = new double[0];
    private int[] unmatched = new int[0];
    private int[] owner = new int[0];
    private int[] previous = new int[0];
    private boolean[] visited = new boolean[0];

    @Override
    public double cost(Endpoints someRows, Endpoints someColumns) {
        rows = someRows;
        columns = someColumns;
        width = columns.size();
        reserve(width);
        Arrays.fill(owner, 0, width, -1);
        int left = 0;
        double total = 0;
        int reach = Math.max(longest(rows), longest(columns));
        for (int row = 0; row < rows.size(); row++) {
            int nearest = nearest(row, reach);
            total += rowPrice[row];
            if (owner[nearest] < 0) {
                owner[nearest] = row;
            } else {
                unmatched[left++] = row;
            }
        }
        return left == 0 ? total : augmented(left);
    }

    private double augmented(int left) {
        Arrays.fill(columnPrice, 0, width, 0);
        Arrays.fill(priced, 0, rows.size(), false);
        for (int k = 0; k < left; k++) {
            augment(unmatched[k]);
        }
        double total = 0;
        for (int column = 0; column < width; column++) {
            if (owner[column] >= 0) {
                total += rows.distance(owner[column], columns, column);
            }
        }
        return total;
    }

    private static int longest(Endpoints skips) {
        int longest = 0;
        for (int i = 0; i < skips.size(); i++) {
            longest = Math.max(longest, skips.length(i));
        }
        return longest;
    }

    /**
     * The cheapest partner of a row, whose cost becomes the row's price. Looks to both sides of the row's own place, as
     * far as the positions alone do not cost more.
     */
    private int nearest(int row, int reach) {
        int from = rows.from(row);
        int place = Math.min(row, width - 1);
        int best = place;
        double least = rows.distance(row, columns, place);
        for (int column = place + 1; column < width; column++) {
            int other = columns.from(column);
            if (other > from && other - from >= least * (other + reach)) {
                break;
            }
            double distance = rows.distance(row, columns, column);
            if (distance < least) {
                least = distance;
                best = column;
            }
        }
        for (int column = place - 1; column >= 0; column--) {
            int other = columns.from(column);
            if (other < from && from - other >= least * (from + reach)) {
                break;
            }
            double distance = rows.distance(row, columns, column);
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
        Arrays.fill(slack, 0, width, Double.POSITIVE_INFINITY);
        Arrays.fill(visited, 0, width, false);
        int row = start;
        int from = -1;
        double reached = 0;
        while (true) {
            int base = price(row);
            double paid = reached - rowPrice[row];
            int next = -1;
            double least = Double.POSITIVE_INFINITY;
            for (int column = 0; column < width; column++) {
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
        int base = row * width;
        if (!priced[row]) {
            priced[row] = true;
            for (int column = 0; column < width; column++) {
                cost[base + column] = rows.distance(row, columns, column);
            }
        }
        return base;
    }

    private void reprice(int start, double reached) {
        rowPrice[start] += reached;
        for (int column = 0; column < width; column++) {
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
