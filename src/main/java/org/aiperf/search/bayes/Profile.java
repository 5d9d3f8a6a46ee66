// SPDX-License-Identifier: Apache-2.0
package org.aiperf.search.bayes;

/**
 * The costs of the letters of some queries against the symbols of all lanes at one position (a score profile, Rognes
 * 2011), each row looked up when it is first needed there.
 */
final class Profile {

    private final int[][] costs;
    private final int[][] rows;
    private final int[] filled;
    private int[] column = new int[0];
    private int position;

    /** @param costs for each letter its costs against all symbols */
    Profile(int[][] costs, int lanes) {
        this.costs = costs;
        this.rows = new int[costs.length][lanes];
        this.filled = new int[costs.length];
    }

    /** Goes on to other symbols. */
    void next(int[] symbols) {
        column = symbols;
        position++;
    }

    void require(int letter) {
        if (filled[letter] != position) {
            filled[letter] = position;
            lookUp(costs[letter], column, rows[letter]);
        }
    }

    private static void lookUp(int[] costs, int[] column, int[] row) {
        for (int lane = 0; lane < row.length; lane++) {
            row[lane] = costs[column[lane]];
        }
    }

    /** For each letter its row, right for those required since the last step; callers must not change them. */
    int[][] rows() {
        return rows;
    }
}
