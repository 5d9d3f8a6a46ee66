// SPDX-License-Identifier: Apache-2.0
package org.aiperf.search.bayes;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The distances of networks that were compared with all rows of a table lately: the one of them that is trained becomes
 * a row itself soon. Thread-safe. Nobody may change an array that was put in.
 */
final class RecentDistances {

    private static final int REMEMBERED = 64;

    private final Map<NetworkCode, double[]> latest = new LinkedHashMap<>();

    /** The distances of a network to the first rows, as many as there were. */
    synchronized double @Nullable [] get(NetworkCode code) {
        return latest.get(code);
    }

    synchronized void put(NetworkCode code, double[] distances) {
        latest.put(code, distances);
        if (latest.size() > REMEMBERED) {
            latest.remove(latest.keySet().iterator().next());
        }
    }
}
