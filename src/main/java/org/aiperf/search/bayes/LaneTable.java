// SPDX-License-Identifier: Apache-2.0
package org.aiperf.search.bayes;

/** The alignment of one query with all lanes of a block, filled position by position of the block. */
interface LaneTable {

    /** Begins a new block. */
    void start();

    /**
     * Fills the next column.
     *
     * @param profile for each letter of the queries its cost against the symbol of each lane
     */
    void column(int[][] profile);

    /** The distance of the query to what a lane held so far. */
    int distance(int lane);
}
