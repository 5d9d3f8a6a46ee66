// SPDX-License-Identifier: Apache-2.0
package org.aiperf.dataset;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.stream.Stream;

/**
 * Arrays that are used again: those given back are handed out before a new one is made. Lengths are rounded up to eighths
 * of a power of two, and an array at most twice as long as needed is taken, so that the arrays in use and those waiting are
 * hardly more than were ever in use at once. Thread-safe.
 */
final class RecycledArrays implements ByteArrays {

    /** Each doubling of the length has so many steps; lengths below are rounded up to it. */
    private static final int STEPS = 8;

    private static final int CLASSES = STEPS * (Integer.SIZE - 1 - 3);

    private final Deque<byte[]>[] free;

    @SuppressWarnings({"unchecked", "rawtypes"}) // Java has no arrays of generic types.
    RecycledArrays() {
        free = Stream.generate(ArrayDeque::new).limit(CLASSES).toArray(Deque[]::new);
    }

    @Override
    public synchronized byte[] atLeast(int length) {
        int fitting = sizeClass(length);
        for (int each = fitting; each <= Math.min(fitting + STEPS, CLASSES - 1); each++) {
            byte[] array = free[each].pollLast();
            if (array != null) {
                return array;
            }
        }
        return new byte[length(fitting)];
    }

    /** Takes back an array that nobody uses any more. */
    synchronized void recycle(byte[] array) {
        free[sizeClass(array.length)].addLast(array);
    }

    /** The smallest class whose length is at least this. */
    private static int sizeClass(int length) {
        if (length <= STEPS) {
            return 0;
        }
        int doublings = Integer.SIZE - 1 - Integer.numberOfLeadingZeros(length - 1) - 3;
        return doublings * STEPS + ((length - 1) >>> doublings) - STEPS + 1;
    }

    private static int length(int sizeClass) {
        return (STEPS + sizeClass % STEPS) << (sizeClass / STEPS);
    }
}
