// SPDX-License-Identifier: Apache-2.0
package org.aiperf.search.bayes;

import java.util.List;

/** One pair after the other, exact in double precision; the fastest where a threshold leaves little to do. */
final class ScalarDistances implements DistanceBackend {

    @Override
    public String name() {
        return "scalar";
    }

    @Override
    public void distances(NetworkCode query, List<NetworkCode> others, double[] out) {
        Alignment alignment = new Alignment(query);
        SkipMatching matching = new SkipMatching();
        for (int i = 0; i < others.size(); i++) {
            NetworkCode other = others.get(i);
            out[i] = alignment.distance(other) + matching.distance(query.skips(), other.skips());
        }
    }

    @Override
    public void distancesWithin(NetworkCode query, List<NetworkCode> others, double threshold, double[] out) {
        Alignment alignment = new Alignment(query);
        SkipMatching matching = new SkipMatching();
        for (int i = 0; i < others.size(); i++) {
            NetworkCode other = others.get(i);
            // Skips that have no partner cost 1 each: a bound at no price.
            int surplus = Math.abs(query.skips().length - other.skips().length);
            double total = alignment.within(other, threshold - surplus);
            if (total <= threshold) {
                total += matching.distance(query.skips(), other.skips());
            }
            out[i] = total <= threshold ? total : Double.POSITIVE_INFINITY;
        }
    }
}
