// SPDX-License-Identifier: Apache-2.0
package org.aiperf.search;

import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;

/**
 * All observations that a search may use. A later observation of a trial replaces the earlier one. Thread-safe: an
 * executor's slots share one, and a search works on the snapshot that it takes.
 */
public final class SearchHistory {

    private final Map<Integer, Observation> bySequence = new TreeMap<>();
    private final Set<Long> excluded = new HashSet<>();

    public synchronized void add(Collection<Observation> observations) {
        observations.forEach(o -> bySequence.put(o.sequence(), o));
    }

    /** Counts a network as begun that nothing is known of. */
    synchronized void exclude(long network) {
        excluded.add(network);
    }

    /** The same observations; later additions to this history do not change it. */
    public synchronized SearchHistory snapshot() {
        SearchHistory copy = new SearchHistory();
        copy.bySequence.putAll(bySequence);
        copy.excluded.addAll(excluded);
        return copy;
    }

    /** What is known of a trial. */
    public synchronized Optional<Observation> trial(int sequence) {
        return Optional.ofNullable(bySequence.get(sequence));
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
        Set<Long> networks = new HashSet<>(excluded);
        bySequence.values().forEach(observation -> networks.add(observation.network()));
        return networks;
    }

    public synchronized int size() {
        return bySequence.size();
    }

    /** The accuracy of the trial whose network was changed; NaN if there is none that is known. */
    synchronized double parentAccuracy(Observation observation) {
        OptionalInt sequence = observation.descent().parent();
        Observation parent = sequence.isPresent() ? bySequence.get(sequence.getAsInt()) : null;
        return parent == null || parent.accuracy() == null ? Double.NaN : parent.accuracy();
    }

    /** The accuracy of a finished observation. */
    static double accuracy(Observation observation) {
        return Objects.requireNonNull(observation.accuracy());
    }
}
