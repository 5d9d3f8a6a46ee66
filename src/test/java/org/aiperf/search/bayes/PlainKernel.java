// SPDX-License-Identifier: Apache-2.0
package org.aiperf.search.bayes;

import java.util.function.Supplier;

/** A {@link DistanceKernel} on the CPU: the table of every pair, cell by cell, from the numbers that a device gets. */
final class PlainKernel implements DistanceKernel {

    @Override
    public Supplier<int[]> start(PairBatch batch) {
        return () -> {
            int[] distances = new int[batch.queryCount() * batch.otherCount()];
            for (int pair = 0; pair < distances.length; pair++) {
                distances[pair] = distance(batch, pair / batch.otherCount(), pair % batch.otherCount());
            }
            return distances;
        };
    }

    private static int distance(PairBatch batch, int query, int other) {
        int begin = batch.otherAt()[other];
        int width = batch.otherAt()[other + 1] - begin;
        int[] row = new int[width + 1];
        for (int j = 0; j <= width; j++) {
            row[j] = j * batch.one();
        }
        for (int i = batch.queryAt()[query]; i < batch.queryAt()[query + 1]; i++) {
            int diagonal = row[0];
            row[0] += batch.one();
            for (int j = 0; j < width; j++) {
                int above = row[j + 1];
                int replaced = diagonal + batch.costs()[batch.queries()[i] + batch.others()[begin + j]];
                row[j + 1] = Math.min(Math.min(above, row[j]) + batch.one(), replaced);
                diagonal = above;
            }
        }
        return row[width];
    }
}
