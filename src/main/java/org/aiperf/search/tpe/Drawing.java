// SPDX-License-Identifier: Apache-2.0
package org.aiperf.search.tpe;

import java.util.random.RandomGenerator;

/** A draw by weight. */
final class Drawing {

    private Drawing() {}

    /**
     * An index, each as often as its share.
     *
     * @param shares what sums to 1
     */
    static int index(double[] shares, RandomGenerator random) {
        double rest = random.nextDouble();
        for (int i = 0; i < shares.length - 1; i++) {
            rest -= shares[i];
            if (rest < 0) {
                return i;
            }
        }
        return shares.length - 1;
    }
}
