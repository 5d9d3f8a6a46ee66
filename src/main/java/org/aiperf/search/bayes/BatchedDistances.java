// SPDX-License-Identifier: Apache-2.0
package org.aiperf.search.bayes;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

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

    /** Matches skips, for one thread. */
    Assignment assignment() {
        return new ShortestPaths();
    }

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
        SkipMatching matching = new SkipMatching(assignment());
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
        Profile profile =
                new Profile(Arrays.stream(alphabet).mapToObj(scale::costs).toArray(int[][]::new), lanes);
        LaneAlignment[] alignments = new LaneAlignment[queries.size()];
        for (int q = 0; q < alignments.length; q++) {
            int[] letters = letters(queries.get(q), alphabet);
            alignments[q] = new LaneAlignment(letters, table(letters, scale.one()), scale.one());
        }
        for (LaneBlock block : blocks) {
            int[] open = IntStream.range(0, alignments.length).toArray();
            while (open.length > 0) {
                fill(block, alignments, open, profile, scale, out);
                open = Arrays.stream(open).filter(q -> !alignments[q].settled()).toArray();
            }
        }
    }

    private static int[] letters(NetworkCode query, int[] alphabet) {
        return Arrays.stream(query.symbols())
                .map(symbol -> Arrays.binarySearch(alphabet, symbol))
                .toArray();
    }

    private static void fill(
            LaneBlock block,
            LaneAlignment[] alignments,
            int[] open,
            Profile profile,
            FixedPoint scale,
            double[][] out) {
        for (int q : open) {
            alignments[q].start(block);
        }
        int lane = 0;
        for (int length = 0; ; length++) {
            for (; lane < block.lengths().length && block.lengths()[lane] == length; lane++) {
                for (int q : open) {
                    out[q][block.positions()[lane]] = scale.toDouble(alignments[q].distance(lane));
                }
            }
            if (length == block.longest()) {
                return;
            }
            profile.next(block.columns()[length]);
            for (int q : open) {
                alignments[q].column(profile);
            }
        }
    }
}
