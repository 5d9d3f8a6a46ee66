// SPDX-License-Identifier: Apache-2.0
package org.aiperf.search.bayes;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * Rows that are nearest to a network, the nearest first.
 *
 * @param rows the rows
 * @param distances of each of them
 */
@SuppressWarnings("ArrayRecordComponent") // Made and read inside the model; never compared.
record Nearest(int[] rows, double[] distances) {

    private static final int BLOCK = 256;

    /** Of a number of rows with their distances the nearest, at most so many; those at infinity are left out. */
    static Nearest of(int[] rows, double[] distances, int most) {
        int[] order = Arrays.stream(ascending(distances))
                .filter(i -> distances[i] < Double.POSITIVE_INFINITY)
                .limit(most)
                .toArray();
        return new Nearest(
                Arrays.stream(order).map(i -> rows[i]).toArray(),
                Arrays.stream(order).mapToDouble(i -> distances[i]).toArray());
    }

    /**
     * The rows of a table that are nearest to one of its rows, itself included. Rows are looked at in the order in which
     * the triangle inequality over the first row lets them be near, until none can be near enough.
     */
    static Nearest in(DistanceTable table, int row, int most) {
        double from = table.fromFirst(row);
        int[] order = ascending(IntStream.range(0, table.size())
                .mapToDouble(i -> Math.abs(table.fromFirst(i) - from))
                .toArray());
        Nearest best = new Nearest(new int[0], new double[0]);
        for (int begin = 0; begin < order.length; begin += BLOCK) {
            double threshold = best.radius(most);
            if (Math.abs(table.fromFirst(order[begin]) - from) > threshold) {
                break;
            }
            int[] block = Arrays.copyOfRange(order, begin, Math.min(begin + BLOCK, order.length));
            best = best.with(block, table.within(table.code(row), block, threshold), most);
        }
        return best;
    }

    /** Those of them that are among a number of first rows. */
    Nearest among(int first) {
        int[] kept =
                IntStream.range(0, rows.length).filter(i -> rows[i] < first).toArray();
        return new Nearest(
                Arrays.stream(kept).map(i -> rows[i]).toArray(),
                Arrays.stream(kept).mapToDouble(i -> distances[i]).toArray());
    }

    /** These and others, as far as they are among the nearest. */
    Nearest with(int[] more, double[] theirs, int most) {
        int[] all = Arrays.copyOf(rows, rows.length + more.length);
        double[] allDistances = Arrays.copyOf(distances, all.length);
        System.arraycopy(more, 0, all, rows.length, more.length);
        System.arraycopy(theirs, 0, allDistances, rows.length, more.length);
        return of(all, allDistances, most);
    }

    private static int[] ascending(double[] values) {
        return IntStream.range(0, values.length)
                .boxed()
                .sorted(Comparator.comparingDouble(i -> values[i]))
                .mapToInt(i -> i)
                .toArray();
    }

    /** How near a row must be to be one of so many. */
    double radius(int most) {
        return rows.length < most ? Double.POSITIVE_INFINITY : distances[most - 1];
    }
}
