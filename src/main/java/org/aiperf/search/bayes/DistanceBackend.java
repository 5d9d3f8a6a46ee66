// SPDX-License-Identifier: Apache-2.0
package org.aiperf.search.bayes;

import java.util.List;
import org.aiperf.config.SearchSettings;

/**
 * Computes edit distances of networks in bulk, each the total of {@link EditDistance#total}. Implementations differ in
 * speed; their results differ by less than 2e-6. Thread-safe.
 */
public interface DistanceBackend {

    /** The name that runs record, such as {@code scalar}. */
    String name();

    /**
     * The distances from one network to others.
     *
     * @param out takes the distance to {@code others.get(i)} at position {@code i}
     */
    void distances(NetworkCode query, List<NetworkCode> others, double[] out);

    /**
     * The distances from one network to others as far as they are at most a threshold, else infinity.
     *
     * @param out takes the distance to {@code others.get(i)} at position {@code i}
     */
    void distancesWithin(NetworkCode query, List<NetworkCode> others, double threshold, double[] out);

    /**
     * The distances from several networks to others; cheaper than one after the other where a backend shares work.
     *
     * @param out takes the distance from {@code queries.get(q)} to {@code others.get(i)} at {@code [q][i]}
     */
    default void distances(List<NetworkCode> queries, List<NetworkCode> others, double[][] out) {
        for (int q = 0; q < queries.size(); q++) {
            distances(queries.get(q), others, out[q]);
        }
    }

    /**
     * The backend that a setting asks for.
     *
     * @throws IllegalArgumentException if this JVM does not offer it, with what to do in the message
     */
    static DistanceBackend of(SearchSettings.DistanceBackend choice) {
        return DistanceBackends.of(choice);
    }

    /** All that this JVM offers, the exact one first. */
    static List<DistanceBackend> available() {
        return DistanceBackends.available();
    }

    /** One pair after the other, in double precision: the backend against which the others are held. */
    static DistanceBackend exact() {
        return new ScalarDistances();
    }
}
