// SPDX-License-Identifier: Apache-2.0
package org.aiperf.search.bayes;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * {@link ShortestPaths} with a row of costs in a few vectors. The matching is found in whole numbers of 2⁻²³, each with
 * an index in its lowest bits, so that the smaller of two carries along whose it is; what it costs is computed in double
 * precision. Columns are filled up with some at cost 1, which no matching has to use.
 */
final class VectorAssignment implements Assignment {

    private static final VectorSpecies<Integer> SPECIES = IntVector.SPECIES_PREFERRED;
    private static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_PREFERRED;
    private static final int LANES = SPECIES.length();
    private static final int INDEX_BITS = 6;
    private static final int NONE = (1 << INDEX_BITS) - 1;
    private static final int ONE = 1 << 23;

    /** From here on the bits of a float count in steps of 2⁻²³. */
    private static final int BITS_OF_ONE = Float.floatToRawIntBits(1);

    /** Columns with indexes below {@link #NONE}. */
    private static final int MOST = NONE / LANES * LANES;

    private static final int[] INDEXES = new int[NONE];

    static {
        Arrays.setAll(INDEXES, i -> i);
    }

    private final ShortestPaths larger = new ShortestPaths();
    private final float[] columnFrom = new float[MOST];
    private final float[] columnLength = new float[MOST];
    private final int[] cost = new int[MOST * MOST];
    private final int[] rowPrice = new int[MOST];
    private final int[] columnPrice = new int[MOST];
    private final int[] ways = new int[MOST];
    private final int[] closed = new int[MOST];
    private final int[] owner = new int[MOST];
    private final int[] unmatched = new int[MOST];
    private int width;

    @Override
    public double cost(Endpoints rows, Endpoints columns) {
        width = (columns.size() + LANES - 1) / LANES * LANES;
        if (width > MOST) {
            return larger.cost(rows, columns);
        }
        load(columns);
        Arrays.fill(owner, 0, width, NONE);
        int left = 0;
        for (int row = 0; row < rows.size(); row++) {
            int least = price(row, rows.from(row), rows.length(row));
            rowPrice[row] = least >> INDEX_BITS;
            int nearest = least & NONE;
            if (owner[nearest] == NONE) {
                owner[nearest] = row;
            } else {
                unmatched[left++] = row;
            }
        }
        if (left > 0) {
            Arrays.fill(columnPrice, 0, width, 0);
            for (int k = 0; k < left; k++) {
                augment(unmatched[k]);
            }
        }
        return total(rows, columns);
    }

    /** A skip from -1 of length 1 costs at least 1 to any; the costs are cut there. */
    private void load(Endpoints columns) {
        for (int column = 0; column < columns.size(); column++) {
            columnFrom[column] = columns.from(column);
            columnLength[column] = columns.length(column);
        }
        Arrays.fill(columnFrom, columns.size(), width, -1);
        Arrays.fill(columnLength, columns.size(), width, 1);
    }

    /** Fills a row of the costs; returns the least with its column. */
    private int price(int row, float from, float length) {
        IntVector best = IntVector.broadcast(SPECIES, Integer.MAX_VALUE);
        for (int column = 0; column < width; column += LANES) {
            FloatVector otherFrom = FloatVector.fromArray(FLOATS, columnFrom, column);
            FloatVector otherLength = FloatVector.fromArray(FLOATS, columnLength, column);
            FloatVector apart =
                    otherFrom.sub(from).abs().add(otherLength.sub(length).abs());
            // Twice the greater of two numbers is their sum and their difference.
            FloatVector most = otherFrom.add(otherLength).add(from + length).add(apart);
            IntVector costs = apart.add(apart)
                    .div(most.max(1))
                    .add(1)
                    .reinterpretAsInts()
                    .sub(BITS_OF_ONE)
                    .min(ONE);
            costs.intoArray(cost, row * width + column);
            best = best.min(indexed(costs, column));
        }
        return best.reduceLanes(VectorOperators.MIN);
    }

    private static IntVector indexed(IntVector values, int column) {
        return values.lanewise(VectorOperators.LSHL, INDEX_BITS).or(IntVector.fromArray(SPECIES, INDEXES, column));
    }

    /** Dijkstra's search for the cheapest way to a free column, in costs reduced by the prices. */
    private void augment(int start) {
        Arrays.fill(ways, 0, width, Integer.MAX_VALUE);
        Arrays.fill(closed, 0, width, 0);
        int row = start;
        int from = NONE;
        int reached = 0;
        while (true) {
            int next = step(row, from, reached - rowPrice[row]);
            reached = next >> INDEX_BITS;
            from = next & NONE;
            if (owner[from] == NONE) {
                break;
            }
            closed[from] = Integer.MAX_VALUE;
            row = owner[from];
        }
        reprice(start, reached);
        flip(start, from);
    }

    /** Looks from a row for shorter ways, each kept with the column before it; returns the shortest with its column. */
    private int step(int row, int from, int paid) {
        IntVector best = IntVector.broadcast(SPECIES, Integer.MAX_VALUE);
        for (int column = 0; column < width; column += LANES) {
            IntVector shut = IntVector.fromArray(SPECIES, closed, column);
            IntVector way = IntVector.fromArray(SPECIES, cost, row * width + column)
                    .add(paid)
                    .sub(IntVector.fromArray(SPECIES, columnPrice, column))
                    .lanewise(VectorOperators.LSHL, INDEX_BITS)
                    .or(from)
                    .or(shut)
                    .min(IntVector.fromArray(SPECIES, ways, column));
            way.intoArray(ways, column);
            best = best.min(way.and(~NONE)
                    .or(IntVector.fromArray(SPECIES, INDEXES, column))
                    .or(shut));
        }
        return best.reduceLanes(VectorOperators.MIN);
    }

    private void reprice(int start, int reached) {
        rowPrice[start] += reached;
        for (int column = 0; column < width; column++) {
            if (closed[column] != 0) {
                int gained = reached - (ways[column] >> INDEX_BITS);
                rowPrice[owner[column]] += gained;
                columnPrice[column] -= gained;
            }
        }
    }

    private void flip(int start, int free) {
        int column = free;
        int before = ways[column] & NONE;
        while (before != NONE) {
            owner[column] = owner[before];
            column = before;
            before = ways[column] & NONE;
        }
        owner[column] = start;
    }

    private double total(Endpoints rows, Endpoints columns) {
        double total = 0;
        for (int column = 0; column < width; column++) {
            if (owner[column] != NONE) {
                total += column < columns.size() ? rows.distance(owner[column], columns, column) : 1;
            }
        }
        return total;
    }
}
