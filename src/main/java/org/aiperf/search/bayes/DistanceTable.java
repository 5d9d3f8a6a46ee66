// SPDX-License-Identifier: Apache-2.0
package org.aiperf.search.bayes;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Networks by row, and the distances between them, each computed when it is first asked for. The distances among the
 * first rows are kept for good, as far as {@link #complete} went; of all others the latest. Not thread-safe.
 */
final class DistanceTable {

    /** Fewer distances do not fill the lanes of a back end that computes many at once. */
    private static final int BULK = 128;

    private final DistanceBackend bulk;
    private final DistanceBackend single = new ScalarDistances();
    private final List<NetworkCode> codes = new ArrayList<>();
    private final List<double[]> triangle = new ArrayList<>();
    private final PairCache others = new PairCache();
    private double[] fromFirst = new double[64];

    /** @param bulk computes the distances of a network to many others */
    DistanceTable(DistanceBackend bulk) {
        this.bulk = bulk;
    }

    int size() {
        return codes.size();
    }

    NetworkCode code(int row) {
        return codes.get(row);
    }

    /** Adds a network and returns its row. */
    int add(NetworkCode code) {
        int row = codes.size();
        codes.add(code);
        if (row == fromFirst.length) {
            fromFirst = Arrays.copyOf(fromFirst, 2 * row);
        }
        fromFirst[row] = row == 0 ? 0 : distances(code, List.of(codes.get(0)))[0];
        return row;
    }

    /** Distance to the first row, a network that all others descend from or are as far from as their sizes differ. */
    double fromFirst(int row) {
        return fromFirst[row];
    }

    /** Rows whose distances to all rows before them are kept. */
    int completed() {
        return triangle.size();
    }

    /** Computes and keeps the distances of one row more to those before it. */
    double[] complete() {
        int row = triangle.size();
        double[] distances = distances(codes.get(row), codes.subList(0, row));
        triangle.add(distances);
        return distances;
    }

    /** The distances of a completed row to those before it. */
    double[] before(int row) {
        return triangle.get(row);
    }

    /** The distances of a network to some rows. */
    double[] distances(NetworkCode query, List<NetworkCode> to) {
        double[] out = new double[to.size()];
        (to.size() < BULK ? single : bulk).distances(query, to, out);
        return out;
    }

    /** The distances of a network to some rows as far as they are at most a threshold, else infinity. */
    double[] within(NetworkCode query, int[] rows, double threshold) {
        double[] out = new double[rows.length];
        single.distancesWithin(query, codes(rows), threshold, out);
        return out;
    }

    /** The distances of a row to other rows. */
    double[] distances(int row, int[] rows) {
        double[] out = new double[rows.length];
        List<Integer> missing = new ArrayList<>();
        for (int i = 0; i < rows.length; i++) {
            out[i] = known(row, rows[i]);
            if (Double.isNaN(out[i])) {
                missing.add(i);
            }
        }
        if (!missing.isEmpty()) {
            int[] unknown = missing.stream().mapToInt(i -> rows[i]).toArray();
            double[] found = distances(codes.get(row), codes(unknown));
            for (int i = 0; i < found.length; i++) {
                out[missing.get(i)] = found[i];
                others.put(row, unknown[i], found[i]);
            }
        }
        return out;
    }

    private double known(int a, int b) {
        int later = Math.max(a, b);
        if (a == b) {
            return 0;
        }
        return later < triangle.size() ? triangle.get(later)[Math.min(a, b)] : others.get(a, b);
    }

    List<NetworkCode> codes(int[] rows) {
        return Arrays.stream(rows).mapToObj(codes::get).toList();
    }
}
