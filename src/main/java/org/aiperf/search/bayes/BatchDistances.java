// SPDX-License-Identifier: Apache-2.0
package org.aiperf.search.bayes;

import java.util.Arrays;

/** Batches in plain loops of a form that the JIT compiler of JDK 17 turns into vector instructions. */
final class BatchDistances extends BatchedDistances {

    /** Many lanes, because a vectorised loop costs before it begins. */
    private static final int LANES = 256;

    BatchDistances() {
        super(LANES);
    }

    @Override
    public String name() {
        return "batch";
    }

    @Override
    LaneTable table(int[] letters, int one) {
        return new Table(letters, one);
    }

    /** Two columns, the present one and the one before it, each row an array of its own. */
    private static final class Table implements LaneTable {

        private final int[] letters;
        private final int one;
        private int[][] now;
        private int[][] before;
        private int length;

        Table(int[] letters, int one) {
            this.letters = letters;
            this.one = one;
            this.now = new int[letters.length + 1][LANES];
            this.before = new int[letters.length + 1][LANES];
        }

        @Override
        public void start() {
            length = 0;
            for (int i = 0; i < now.length; i++) {
                Arrays.fill(now[i], i * one);
                Arrays.fill(before[i], i * one);
            }
        }

        @Override
        public void column(int[][] profile, int from, int to) {
            int[][] swapped = before;
            before = now;
            now = swapped;
            length++;
            Arrays.fill(now[from - 1], length * one);
            for (int i = from; i <= to; i++) {
                cells(now[i], before[i], now[i - 1], before[i - 1], profile[letters[i - 1]], one);
            }
        }

        /**
         * One row of cells. C2 vectorises this loop because it stores once, carries nothing from lane to lane, and takes
         * the smaller of two numbers by their difference's sign; it does not vectorise {@code Math.min(int, int)}.
         */
        private static void cells(int[] cell, int[] left, int[] above, int[] diagonal, int[] cost, int one) {
            for (int lane = 0; lane < LANES; lane++) {
                int gap = left[lane] - above[lane];
                int inserted = above[lane] + (gap & (gap >> 31)) + one;
                int replaced = diagonal[lane] + cost[lane];
                int difference = inserted - replaced;
                cell[lane] = replaced + (difference & (difference >> 31));
            }
        }

        @Override
        public int distance(int lane) {
            return now[letters.length][lane];
        }
    }
}
