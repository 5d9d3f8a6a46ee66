// SPDX-License-Identifier: Apache-2.0
package org.aiperf.search.bayes;

/** Skips of one kind in ascending order, where they begin and how long they are; used again and again. */
final class Endpoints {

    private int[] from = new int[32];
    private int[] length = new int[32];
    private int size;

    /** Empties it, and makes room for so many. */
    void clear(int capacity) {
        size = 0;
        if (from.length < capacity) {
            from = new int[capacity];
            length = new int[capacity];
        }
    }

    void add(long skip) {
        from[size] = Skips.from(skip);
        length[size++] = Skips.length(skip);
    }

    int size() {
        return size;
    }

    int from(int index) {
        return from[index];
    }

    int length(int index) {
        return length[index];
    }

    /** Cost of matching two. */
    double distance(int index, Endpoints other, int otherIndex) {
        return Skips.distance(from[index], length[index], other.from[otherIndex], other.length[otherIndex]);
    }
}
