// SPDX-License-Identifier: Apache-2.0
package org.aiperf.search.bayes;

import java.util.Arrays;
import java.util.List;

/**
 * Many pairs at once, one a lane, in fixed point. Lanes never depend on each other, so that the processor's vectors are
 * full from the first cell to the last. The costs of a column are looked up once for several queries (a score profile,
 * Rognes 2011).
 */
abstract class BatchedDistances implements DistanceBackend {

    /** Queries that share a profile; their tables fit the second-level cache. */
    private static final int SHARING = 8;

    /** Below this threshold a narrow band beats full vectors. */
    private static final double NARROW = 12;

    private final ScalarDistances banded = new ScalarDistances();
    private final int lanes;

    BatchedDistances(int lanes) {
        this.lanes = lanes;
    }

    /**
     * A table for a query.
     *
     * @param letters the query's layers as rows of the profile
     * @param one the fixed-point number of cost 1
     */
    abstract LaneTable table(int[] letters, int one);

    @Override
    public final void distances(NetworkCode query, List<NetworkCode> others, double[] out) {
        distances(List.of(query), others, new double[][] {out});
    }

    @Override
    public final void distancesWithin(NetworkCode query, List<NetworkCode> others, double threshold, double[] out) {
        if (threshold <= NARROW) {
            banded.distancesWithin(query, others, threshold, out);
            return;
        }
        distances(query, others, out);
        for (int i = 0; i < others.size(); i++) {
            out[i] = out[i] <= threshold ? out[i] : Double.POSITIVE_INFINITY;
        }
    }

    @Override
    public final void distances(List<NetworkCode> queries, List<NetworkCode> others, double[][] out) {
        layersOnly(queries, others, out);
        SkipMatching matching = new SkipMatching();
        for (int q = 0; q < queries.size(); q++) {
            for (int i = 0; i < others.size(); i++) {
                out[q][i] +=
                        matching.distance(queries.get(q).skips(), others.get(i).skips());
            }
        }
    }

    final void layersOnly(List<NetworkCode> queries, List<NetworkCode> others, double[][] out) {
        List<LaneBlock> blocks = LaneBlock.cut(others, lanes);
        int longest = longest(queries, longest(others, 0));
        for (int start = 0; start < queries.size(); start += SHARING) {
            int end = Math.min(start + SHARING, queries.size());
            layers(
                    queries.subList(start, end),
                    blocks,
                    FixedPoint.forLength(longest),
                    Arrays.copyOfRange(out, start, end));
        }
    }

    private static int longest(List<NetworkCode> codes, int least) {
        return codes.stream().mapToInt(NetworkCode::length).reduce(least, Math::max);
    }

    private void layers(List<NetworkCode> queries, List<LaneBlock> blocks, FixedPoint scale, double[][] out) {
        int[] alphabet = queries.stream()
                .flatMapToInt(query -> Arrays.stream(query.alphabet()))
                .sorted()
                .distinct()
                .toArray();
        int[][] costs = Arrays.stream(alphabet).mapToObj(scale::costs).toArray(int[][]::new);
        LaneTable[] tables = queries.stream()
                .map(query -> table(letters(query, alphabet), scale.one()))
                .toArray(LaneTable[]::new);
        int[][] profile = new int[alphabet.length][lanes];
        for (LaneBlock block : blocks) {
            fill(block, tables, costs, profile, scale, out);
        }
    }

    private static int[] letters(NetworkCode query, int[] alphabet) {
        return Arrays.stream(query.symbols())
                .map(symbol -> Arrays.binarySearch(alphabet, symbol))
                .toArray();
    }

    private static void fill(
            LaneBlock block, LaneTable[] tables, int[][] costs, int[][] profile, FixedPoint scale, double[][] out) {
        for (LaneTable table : tables) {
            table.start();
        }
        int lane = 0;
        for (int length = 0; ; length++) {
            for (; lane < block.lengths().length && block.lengths()[lane] == length; lane++) {
                for (int q = 0; q < tables.length; q++) {
                    out[q][block.positions()[lane]] = scale.toDouble(tables[q].distance(lane));
                }
            }
            if (length == block.columns().length) {
                return;
            }
            lookUp(block.columns()[length], costs, profile);
            for (LaneTable table : tables) {
                table.column(profile);
            }
        }
    }

    private static void lookUp(int[] column, int[][] costs, int[][] profile) {
        for (int letter = 0; letter < costs.length; letter++) {
            int[] from = costs[letter];
            int[] to = profile[letter];
            for (int lane = 0; lane < to.length; lane++) {
                to[lane] = from[column[lane]];
            }
        }
    }
}
