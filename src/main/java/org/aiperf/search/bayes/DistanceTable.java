// SPDX-License-Identifier: Apache-2.0
package org.aiperf.search.bayes;

import java.util.Arrays;
import java.util.List;

/**
 * Networks by row, and the distances between them, each computed when it is first asked for. The distances among the
 * first rows are kept for good, as far as {@link #complete} went; of all others the latest. One thread at a time may
 * change it; {@link #snapshot} is for the others.
 */
final class DistanceTable {

    /** Fewer distances do not fill the lanes of a back end that computes many at once. */
    private static final int BULK = 64;

    private final DistanceBackend bulk;
    private final DistanceBackend single = new ScalarDistances();
    private final PairCache others;
    private final RecentDistances recent;

    // Written only beyond what a snapshot sees, and copied to grow.
    private NetworkCode[] codes;
    private double[] fromFirst;
    private double[][] triangle;
    private int size;
    private int completed;

    /** @param bulk computes the distances of a network to many others */
    DistanceTable(DistanceBackend bulk) {
        this.bulk = bulk;
        this.others = new PairCache();
        this.recent = new RecentDistances();
        this.codes = new NetworkCode[64];
        this.fromFirst = new double[64];
        this.triangle = new double[64][];
    }

    private DistanceTable(DistanceTable now) {
        this.bulk = now.bulk;
        this.others = now.others;
        this.recent = now.recent;
        this.codes = now.codes;
        this.fromFirst = now.fromFirst;
        this.triangle = now.triangle;
        this.size = now.size;
        this.completed = now.completed;
    }

    /** The rows of now, in a table that must not be changed and that any thread may read. */
    DistanceTable snapshot() {
        return new DistanceTable(this);
    }

    int size() {
        return size;
    }

    NetworkCode code(int row) {
        return codes[row];
    }

    /** Adds a network and returns its row. */
    int add(NetworkCode code) {
        if (size == codes.length) {
            codes = Arrays.copyOf(codes, 2 * size);
            fromFirst = Arrays.copyOf(fromFirst, 2 * size);
        }
        codes[size] = code;
        fromFirst[size] = EditDistance.total(code, codes[0]);
        return size++;
    }

    /** Distance to the first row, a network that all others descend from or are as far from as their sizes differ. */
    double fromFirst(int row) {
        return fromFirst[row];
    }

    /** Rows whose distances to all rows before them are kept. */
    int completed() {
        return completed;
    }

    /** Computes and keeps the distances of one row more to those before it. */
    double[] complete() {
        if (completed == triangle.length) {
            triangle = Arrays.copyOf(triangle, 2 * completed);
        }
        double[] distances = distancesToFirst(completed, codes[completed]);
        triangle[completed++] = distances;
        return distances;
    }

    /** The distances of a completed row to those before it. */
    double[] before(int row) {
        return triangle[row];
    }

    /** The distances of each network to all rows. */
    double[][] distances(List<NetworkCode> queries) {
        List<NetworkCode> unseen =
                queries.stream().filter(query -> recent.get(query) == null).toList();
        double[][] found = distances(unseen, codes(0, size));
        for (int q = 0; q < found.length; q++) {
            recent.put(unseen.get(q), found[q]);
        }
        return queries.stream().map(query -> distancesToFirst(size, query)).toArray(double[][]::new);
    }

    /** The distances of each network to some rows. */
    double[][] distances(List<NetworkCode> queries, int[] rows) {
        return distances(queries, codes(rows));
    }

    private double[] distancesToFirst(int rows, NetworkCode query) {
        double[] known = recent.get(query);
        if (known == null) {
            return distances(List.of(query), codes(0, rows))[0];
        }
        double[] all = Arrays.copyOf(known, rows);
        if (known.length < rows) {
            double[] later = distances(List.of(query), codes(known.length, rows))[0];
            System.arraycopy(later, 0, all, known.length, later.length);
        }
        return all;
    }

    /** The distances of a network to some rows as far as they are at most a threshold, else infinity. */
    double[] within(NetworkCode query, int[] rows, double threshold) {
        double[] out = new double[rows.length];
        (rows.length < BULK ? single : bulk).distancesWithin(query, codes(rows), threshold, out);
        return out;
    }

    /** The distances of a row to other rows. */
    double[] distances(int row, int[] rows) {
        double[] out = new double[rows.length];
        int[] missing = new int[rows.length];
        int count = 0;
        for (int i = 0; i < rows.length; i++) {
            out[i] = known(row, rows[i]);
            if (Double.isNaN(out[i])) {
                missing[count++] = i;
            }
        }
        if (count > 0) {
            int[] unknown = Arrays.stream(missing, 0, count).map(i -> rows[i]).toArray();
            double[] found = distances(List.of(codes[row]), codes(unknown))[0];
            for (int i = 0; i < count; i++) {
                out[missing[i]] = found[i];
                others.put(row, unknown[i], found[i]);
            }
        }
        return out;
    }

    private double[][] distances(List<NetworkCode> queries, List<NetworkCode> to) {
        double[][] out = new double[queries.size()][to.size()];
        (to.size() < BULK ? single : bulk).distances(queries, to, out);
        return out;
    }

    private double known(int a, int b) {
        int later = Math.max(a, b);
        if (a == b) {
            return 0;
        }
        return later < completed ? triangle[later][Math.min(a, b)] : others.get(a, b);
    }

    private List<NetworkCode> codes(int from, int to) {
        return Arrays.asList(codes).subList(from, to);
    }

    private List<NetworkCode> codes(int[] rows) {
        return Arrays.stream(rows).mapToObj(row -> codes[row]).toList();
    }
}
