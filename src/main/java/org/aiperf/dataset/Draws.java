// SPDX-License-Identifier: Apache-2.0
package org.aiperf.dataset;

import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/** Random generators that depend on nothing but the numbers they are asked for. */
public final class Draws {

    private Draws() {}

    /** A generator of its own for each list of keys: seed, epoch, record and so on. */
    public static RandomGenerator of(long... keys) {
        long hash = 0;
        for (long key : keys) {
            hash = new SplittableRandom(hash ^ key).nextLong();
        }
        return new SplittableRandom(hash);
    }
}
