// SPDX-License-Identifier: Apache-2.0
package org.aiperf.simulation;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.aiperf.search.bayes.DistanceBackend;
import org.aiperf.search.bayes.NetworkCode;

/**
 * How fast each back end that this JVM offers computes the edit distances of ResNet-50 and its descendants, skips
 * included, and how far its results are from the exact ones.
 *
 * @param queries networks whose distances are computed in one call
 * @param history networks to which they are computed
 * @param results one for each back end, the exact one first
 */
public record DistanceSpeed(int queries, int history, List<Result> results) {

    /** Queries of a call while the compiler learns; a call of many is long enough as it is. */
    private static final int WARM_UP = 8;

    /** Different networks; a longer history repeats them. */
    private static final int DISTINCT = 512;

    public DistanceSpeed {
        results = List.copyOf(results);
    }

    /**
     * What one back end did.
     *
     * @param backend its name
     * @param pairsPerSecond of wall-clock time, the calling thread's only on a CPU
     * @param difference greatest deviation from the exact distance
     */
    public record Result(String backend, double pairsPerSecond, double difference) {}

    /**
     * Measures every back end.
     *
     * @param time for which each computes, after as long a warm-up
     */
    public static DistanceSpeed measure(int queries, int history, Duration time, long seed) {
        List<NetworkCode> distinct = GrownNetworks.of(DISTINCT, seed).stream()
                .map(grown -> NetworkCode.of(grown.network()))
                .toList();
        List<NetworkCode> some = repeated(distinct, queries);
        List<NetworkCode> others = repeated(distinct, history);
        List<Result> results = new ArrayList<>();
        List<double[][]> found = new ArrayList<>();
        for (DistanceBackend backend : DistanceBackend.available()) {
            double[][] out = new double[queries][history];
            run(backend, some.subList(0, Math.min(WARM_UP, queries)), others, out, time);
            double rate = run(backend, some, others, out, time);
            found.add(out);
            results.add(new Result(backend.name(), rate, difference(found.get(0), out)));
        }
        return new DistanceSpeed(queries, history, results);
    }

    private static double run(
            DistanceBackend backend,
            List<NetworkCode> queries,
            List<NetworkCode> others,
            double[][] out,
            Duration time) {
        long start = System.nanoTime();
        long pairs = 0;
        long spent;
        do {
            backend.distances(queries, others, out);
            pairs += (long) queries.size() * others.size();
            spent = System.nanoTime() - start;
        } while (spent < time.toNanos());
        return pairs * 1e9 / spent;
    }

    private static double difference(double[][] exact, double[][] found) {
        return IntStream.range(0, exact.length)
                .mapToDouble(q -> IntStream.range(0, exact[q].length)
                        .mapToDouble(i -> Math.abs(exact[q][i] - found[q][i]))
                        .max()
                        .orElse(0))
                .max()
                .orElse(0);
    }

    private static List<NetworkCode> repeated(List<NetworkCode> codes, int count) {
        NetworkCode[] repeated = new NetworkCode[count];
        Arrays.setAll(repeated, i -> codes.get(i % codes.size()));
        return List.of(repeated);
    }
}
