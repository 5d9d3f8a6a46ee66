// SPDX-License-Identifier: Apache-2.0
package org.aiperf.search.bayes;

/**
 * The alignment of one query with all lanes of a block, of which only a band of diagonals is filled (Ukkonen 1985). A
 * path that leaves the band inserts and deletes more than the limit, so that no distance up to the limit is missed, and
 * a greater one is at least bounded: it is the limit of a second attempt, which cannot fail.
 */
final class LaneAlignment {

    private static final int FIRST_LIMIT = 32;

    private final int[] letters;
    private final LaneTable table;
    private final int one;
    private int limit = FIRST_LIMIT;
    private int below;
    private int ahead;
    private int position;
    private int greatest;

    /**
     * @param letters the query's layers as rows of the profile
     * @param table for these letters
     * @param one the fixed-point number of cost 1
     */
    LaneAlignment(int[] letters, LaneTable table, int one) {
        this.letters = letters;
        this.table = table;
        this.one = one;
    }

    /** Begins a block. */
    void start(LaneBlock block) {
        int least = block.shortest() - letters.length;
        int most = block.longest() - letters.length;
        limit = Math.max(limit, Math.max(Math.abs(least), Math.abs(most)));
        below = (limit - least) / 2;
        ahead = (limit + most) / 2;
        position = 0;
        greatest = 0;
        table.start();
    }

    /** Fills the next column. */
    void column(Profile profile) {
        position++;
        int from = Math.max(1, position - ahead);
        int to = Math.min(letters.length, position + below);
        for (int row = from; row <= to; row++) {
            profile.require(letters[row - 1]);
        }
        table.column(profile.rows(), from, to);
    }

    /** The distance to what a lane held so far, or a bound if it is beyond the limit. */
    int distance(int lane) {
        int distance = table.distance(lane);
        greatest = Math.max(greatest, distance);
        return distance;
    }

    /** Ends a block; whether all distances were within the limit. Sets the limit of the next attempt or block. */
    boolean settled() {
        int reached = (greatest + one - 1) / one;
        boolean settled = reached <= limit;
        // Blocks that follow one another are alike; some room saves second attempts.
        limit = settled ? Math.max(limit - limit / 8, reached + reached / 8) : reached;
        return settled;
    }
}
