// SPDX-License-Identifier: Apache-2.0
package org.aiperf.search.bayes;

/**
 * The edit distance of two networks, exact in double precision (method section 4.1): layers are inserted and deleted at 1
 * and replaced at 0 to 1 by the difference of their sizes; skips are matched likewise. The total is their sum. A metric:
 * symmetric, 0 only for networks of equal {@link NetworkCode}, and no longer than any detour. Thread-safe.
 */
public final class EditDistance {

    private EditDistance() {}

    /** The distance of the layers along the main chains. */
    public static double layers(NetworkCode a, NetworkCode b) {
        return new Alignment(a).distance(b);
    }

    /** The distance of the skips. */
    public static double skips(NetworkCode a, NetworkCode b) {
        return new SkipMatching().distance(a.skips(), b.skips());
    }

    /** Layers plus skips. */
    public static double total(NetworkCode a, NetworkCode b) {
        return layers(a, b) + skips(a, b);
    }
}
