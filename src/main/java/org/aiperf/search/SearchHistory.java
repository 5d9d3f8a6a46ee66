// SPDX-License-Identifier: Apache-2.0
package org.aiperf.search;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * All observations that a search may use. A later observation of a trial replaces the earlier one. Thread-safe: an
 * executor's slots share one, and a search works on the snapshot that it takes.
 */
public final class SearchHistory {

    private final Map<Integer, Observation> bySequence = new TreeMap<>();

    public synchronized void add(Collection<Observation> observations) {
        observations.forEach(o -> bySequence.put(o.sequence(), o));
    }

    /** The same observations; later additions to this history do not change it. */
    public synchronized SearchHistory snapshot() {
        SearchHistory copy = new SearchHistory();
        copy.bySequence.putAll(bySequence);
        return copy;
    }

    /** All trials, oldest first. */
    public synchronized List<Observation> observations() {
        return List.copyOf(bySequence.values());
    }

    /** Trials with an accuracy, oldest first. */
    public synchronized List<Observation> finished() {
        return bySequence.values().stream()
                .filter(o -> o.accuracy() != null)
                .sorted(Comparator.comparingInt(Observation::sequence))
                .toList();
    }

    /** Hashes of all networks that were begun. */
    public synchronized Set<Long> networks() {
        return bySequence.values().stream().map(Observation::network).collect(Collectors.toSet());
    }

    public synchronized int size() {
        return bySequence.size();
    }

    /** The accuracy of a finished observation. */
    static double accuracy(Observation observation) {
        return Objects.requireNonNull(observation.accuracy());
    }
}
