// SPDX-License-Identifier: Apache-2.0
package org.aiperf.search.bayes;

/** The cells of an alignment of one query with all lanes of a block, filled position by position of the block. */
interface LaneTable {

    /** Begins a new block. */
    void start();

    /**
     * Fills some rows of the next column. Cells outside them count as the way along the table's border, which is never
     * shorter than theirs as long as the diagonal is among the rows, and from column to column neither bound moves by
     * more than one row.
     *
     * @param profile for each letter of the queries its cost against the symbol of each lane
     * @param from the first row, from 1
     * @param to the last row
     */
    void column(int[][] profile, int from, int to);

    /** The distance of the query to what a lane held so far. */
    int distance(int lane);
}
