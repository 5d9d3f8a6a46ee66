// SPDX-License-Identifier: Apache-2.0
package org.aiperf.search.bayes;

import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Remembers the distances of the pairs of different rows that were asked for last; a new one may displace an old one.
 * Thread-safe without locks: a pair is kept as its exclusive or with the distance, which gives away a slot that two
 * threads wrote at once.
 */
final class PairCache {

    private static final int CAPACITY = 1 << 20;

    private final AtomicLongArray pairs = new AtomicLongArray(CAPACITY);
    private final AtomicLongArray distances = new AtomicLongArray(CAPACITY);

    /** The distance of two rows, or NaN if it is not remembered. */
    double get(int a, int b) {
        long pair = pair(a, b);
        int slot = slot(pair);
        long bits = distances.getOpaque(slot);
        return (pairs.getOpaque(slot) ^ bits) == pair ? Double.longBitsToDouble(bits) : Double.NaN;
    }

    void put(int a, int b, double distance) {
        long pair = pair(a, b);
        int slot = slot(pair);
        long bits = Double.doubleToRawLongBits(distance);
        distances.setOpaque(slot, bits);
        pairs.setOpaque(slot, pair ^ bits);
    }

    private static long pair(int a, int b) {
        return ((long) Math.max(a, b) << 32) | Math.min(a, b);
    }

    private static int slot(long pair) {
        return (int) ((pair * 0x9E3779B97F4A7C15L) >>> 44);
    }
}
