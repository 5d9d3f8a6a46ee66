// SPDX-License-Identifier: Apache-2.0
package org.aiperf.search.bayes;

import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Batches in the vectors of {@code jdk.incubator.vector}, four side by side: a column's cells stay in registers from
 * row to row. Loaded by name, and only where that module is present.
 */
final class VectorDistances extends BatchedDistances {

    private static final VectorSpecies<Integer> SPECIES = IntVector.SPECIES_PREFERRED;
    private static final int WIDTH = SPECIES.length();
    private static final int LANES = 4 * WIDTH;

    VectorDistances() {
        super(LANES);
    }

    @Override
    public String name() {
        return "vector-" + SPECIES.vectorBitSize();
    }

    @Override
    LaneTable table(int[] letters, int one) {
        return new Table(letters, one);
    }

    @Override
    Assignment assignment() {
        return new VectorAssignment();
    }

    /** One column, each cell overwritten by that of the next column. */
    private static final class Table implements LaneTable {

        private final int[] letters;
        private final int one;
        private final int[] cells;
        private int length;

        Table(int[] letters, int one) {
            this.letters = letters;
            this.one = one;
            this.cells = new int[(letters.length + 1) * LANES];
        }

        @Override
        public void start() {
            length = 0;
            for (int i = 0; i < cells.length; i++) {
                cells[i] = i / LANES * one;
            }
        }

        @Override
        public void column(int[][] profile, int from, int to) {
            length++;
            fill(cells, letters, profile, from, to, one, length * one);
        }

        private static void fill(int[] cells, int[] letters, int[][] profile, int from, int to, int one, int top) {
            int start = (from - 1) * LANES;
            IntVector step = IntVector.broadcast(SPECIES, one);
            IntVector above0 = IntVector.broadcast(SPECIES, top);
            IntVector above1 = above0;
            IntVector above2 = above0;
            IntVector above3 = above0;
            IntVector diagonal0 = IntVector.fromArray(SPECIES, cells, start);
            IntVector diagonal1 = IntVector.fromArray(SPECIES, cells, start + WIDTH);
            IntVector diagonal2 = IntVector.fromArray(SPECIES, cells, start + 2 * WIDTH);
            IntVector diagonal3 = IntVector.fromArray(SPECIES, cells, start + 3 * WIDTH);
            above0.intoArray(cells, start);
            above1.intoArray(cells, start + WIDTH);
            above2.intoArray(cells, start + 2 * WIDTH);
            above3.intoArray(cells, start + 3 * WIDTH);
            for (int row = from; row <= to; row++) {
                int[] cost = profile[letters[row - 1]];
                int at = row * LANES;
                IntVector left0 = IntVector.fromArray(SPECIES, cells, at);
                IntVector left1 = IntVector.fromArray(SPECIES, cells, at + WIDTH);
                IntVector left2 = IntVector.fromArray(SPECIES, cells, at + 2 * WIDTH);
                IntVector left3 = IntVector.fromArray(SPECIES, cells, at + 3 * WIDTH);
                above0 = left0.min(above0).add(step).min(diagonal0.add(IntVector.fromArray(SPECIES, cost, 0)));
                above1 = left1.min(above1).add(step).min(diagonal1.add(IntVector.fromArray(SPECIES, cost, WIDTH)));
                above2 = left2.min(above2).add(step).min(diagonal2.add(IntVector.fromArray(SPECIES, cost, 2 * WIDTH)));
                above3 = left3.min(above3).add(step).min(diagonal3.add(IntVector.fromArray(SPECIES, cost, 3 * WIDTH)));
                above0.intoArray(cells, at);
                above1.intoArray(cells, at + WIDTH);
                above2.intoArray(cells, at + 2 * WIDTH);
                above3.intoArray(cells, at + 3 * WIDTH);
                diagonal0 = left0;
                diagonal1 = left1;
                diagonal2 = left2;
                diagonal3 = left3;
            }
        }

        @Override
        public int distance(int lane) {
            return cells[letters.length * LANES + lane];
        }
    }
}
