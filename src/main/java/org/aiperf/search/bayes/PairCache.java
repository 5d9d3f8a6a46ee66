// SPDX-License-Identifier: Apache-2.0
package org.aiperf.search.bayes;

/**
 * Remembers the distances of the pairs of different rows that were asked for last; a new one may displace an old one. Not thread-safe.
 */
final class PairCache {

    private static final int CAPACITY = 1 << 20;

    private final long[] pairs = new long[CAPACITY];
    private final double[] distances = new double[CAPACITY];

    /** The distance of two rows, or NaN if it is not remembered. */
    double get(int a, int b) {
        long pair = pair(a, b);
        int slot = slot(pair);
        return pairs[slot] == pair ? distances[slot] : Double.NaN;
    }

    void put(int a, int b, double distance) {
        long pair = pair(a, b);
        int slot = slot(pair);
        pairs[slot] = pair;
        distances[slot] = distance;
    }

    private static long pair(int a, int b) {
        return ((long) Math.max(a, b) << 32) | Math.min(a, b);
    }

    private static int slot(long pair) {
        return (int) ((pair * 0x9E3779B97F4A7C15L) >>> 44);
    }
}
