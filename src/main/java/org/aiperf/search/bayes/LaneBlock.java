// SPDX-License-Identifier: Apache-2.0
package org.aiperf.search.bayes;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Chains of similar length side by side, one a lane: all symbols of one position lie together. Callers must not change
 * its arrays.
 */
final class LaneBlock {

    private final int[] positions;
    private final int[] lengths;
    private final int[][] columns;

    private LaneBlock(int[] positions, int[] lengths, int[][] columns) {
        this.positions = positions;
        this.lengths = lengths;
        this.columns = columns;
    }

    /** Sorts networks by length and cuts them into blocks. */
    static List<LaneBlock> cut(List<NetworkCode> networks, int lanes) {
        int[] order = IntStream.range(0, networks.size())
                .mapToLong(i -> (long) networks.get(i).length() << 32 | i)
                .sorted()
                .mapToInt(key -> (int) key)
                .toArray();
        List<LaneBlock> blocks = new ArrayList<>();
        for (int start = 0; start < order.length; start += lanes) {
            blocks.add(block(networks, Arrays.copyOfRange(order, start, Math.min(start + lanes, order.length)), lanes));
        }
        return blocks;
    }

    private static LaneBlock block(List<NetworkCode> networks, int[] positions, int lanes) {
        int[] lengths = new int[positions.length];
        for (int lane = 0; lane < positions.length; lane++) {
            lengths[lane] = networks.get(positions[lane]).length();
        }
        int[][] columns = new int[lengths[lengths.length - 1]][lanes];
        for (int lane = 0; lane < positions.length; lane++) {
            int[] symbols = networks.get(positions[lane]).symbols();
            for (int j = 0; j < symbols.length; j++) {
                columns[j][lane] = symbols[j];
            }
        }
        return new LaneBlock(positions, lengths, columns);
    }

    int shortest() {
        return lengths[0];
    }

    int longest() {
        return columns.length;
    }

    /** Where each lane's network stands in the list, the shortest first; the last block may not fill its lanes. */
    int[] positions() {
        return positions;
    }

    /** How long the chain of each of these is. */
    int[] lengths() {
        return lengths;
    }

    /** For each position along the chains the symbols of the lanes; 0 beyond a chain's end. */
    int[][] columns() {
        return columns;
    }
}
