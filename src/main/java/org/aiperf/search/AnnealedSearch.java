// SPDX-License-Identifier: Apache-2.0
package org.aiperf.search;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import org.aiperf.search.bayes.DistanceBackend;
import org.aiperf.search.bayes.Surrogate;

/**
 * The article's search (method section 4.3): a priority queue that begins with all finished trials; while a temperature
 * falls, its head is expanded if chance allows it, and the child of the greatest upper confidence bound wins.
 */
final class AnnealedSearch implements Acquisition {

    private static final double DEVIATIONS = 2.576;
    private static final double COOLING = 0.5;
    private static final double LEAST_TEMPERATURE = 1e-4;
    private static final int CHILDREN = 8;

    /** A trial or a child of one, by what the queue orders them. */
    private record Entry(double value, Optional<Observation> trial, Optional<Candidate> child) {}

    @Override
    public Surrogate model(DistanceBackend distances) {
        return Surrogate.byDistance(distances);
    }

    @Override
    public List<Candidate> candidates(Exploration exploration) throws IOException {
        PriorityQueue<Entry> queue =
                new PriorityQueue<>(Comparator.comparingDouble(Entry::value).reversed());
        for (Observation trial : exploration.finished()) {
            queue.add(new Entry(SearchHistory.accuracy(trial), Optional.of(trial), Optional.empty()));
        }
        List<Candidate> candidates = new ArrayList<>();
        double highest = Double.NEGATIVE_INFINITY;
        for (double t = 1; t > LEAST_TEMPERATURE && !queue.isEmpty(); t *= COOLING) {
            Entry head = queue.remove();
            if (Math.exp(Math.min((head.value() - highest) / t, 1))
                    < exploration.random().nextDouble()) {
                continue;
            }
            for (Candidate child : children(exploration, head)) {
                double bound = child.posterior().upperBound(DEVIATIONS);
                queue.add(new Entry(bound, Optional.empty(), Optional.of(child)));
                candidates.add(child);
                highest = Math.max(highest, bound);
            }
        }
        return candidates;
    }

    @Override
    public List<Candidate> ranked(Exploration exploration, List<Candidate> candidates) {
        return candidates.stream()
                .sorted(Comparator.<Candidate>comparingDouble(
                                child -> child.posterior().upperBound(DEVIATIONS))
                        .reversed())
                .toList();
    }

    private static List<Candidate> children(Exploration exploration, Entry head) throws IOException {
        Candidate parent = head.child().isPresent()
                ? head.child().get()
                : exploration.root(head.trial().orElseThrow());
        return exploration.children(parent, CHILDREN);
    }
}
