// SPDX-License-Identifier: Apache-2.0
package org.aiperf.search;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.aiperf.search.bayes.DistanceBackend;
import org.aiperf.search.bayes.Surrogate;

/**
 * The candidate of greatest expected improvement over the best accuracy for its cost: half of the time among children
 * one morph away from good parents, which is careful, half among descendants up to several morphs away, which are found
 * by following the best child again and again. {@value #CANDIDATES} candidates are judged by their neighbours, and the
 * best of these by all that is known.
 */
final class ExpectedImprovement implements Acquisition {

    private static final int CANDIDATES = 112;
    private static final int PARENTS = 8;
    private static final int CHILDREN = 8;
    private static final int FINALISTS = 8;

    /**
     * Morphs between a trial and a candidate. The farther a candidate, the less is known of it and the more it promises:
     * without a limit the queue piles up ever more morphs, whose trials are mostly failures that teach little.
     */
    private static final int MOST_MORPHS = 4;

    /** Of so many trials drawn, the best is a parent. */
    private static final int TOURNAMENT = 8;

    private final ToDoubleFunction<Candidate> cost;

    /** @param cost what a trial takes of that which the run is short of, in any unit; positive */
    ExpectedImprovement(ToDoubleFunction<Candidate> cost) {
        this.cost = cost;
    }

    @Override
    public Surrogate model(DistanceBackend distances) {
        return Surrogate.blended(distances);
    }

    @Override
    public List<Candidate> candidates(Exploration exploration) throws IOException {
        return exploration.random().nextBoolean() ? oneMorphAway(exploration) : severalMorphsAway(exploration);
    }

    @Override
    public List<Candidate> ranked(Exploration exploration, List<Candidate> candidates) {
        Comparator<Candidate> order = byImprovement(exploration.bestAccuracy()).reversed();
        List<Candidate> sorted = candidates.stream().sorted(order).toList();
        List<Candidate> finalists =
                exploration.judgedByAll(sorted.stream().limit(FINALISTS).toList());
        return Stream.concat(finalists.stream().sorted(order), sorted.stream().skip(FINALISTS))
                .toList();
    }

    private static List<Candidate> oneMorphAway(Exploration exploration) throws IOException {
        List<Candidate> candidates = new ArrayList<>();
        for (Observation parent : parents(exploration, PARENTS)) {
            candidates.addAll(exploration.children(exploration.root(parent), CANDIDATES / PARENTS));
        }
        return candidates;
    }

    private List<Candidate> severalMorphsAway(Exploration exploration) throws IOException {
        PriorityQueue<Candidate> queue =
                new PriorityQueue<>(byImprovement(exploration.bestAccuracy()).reversed());
        List<Candidate> candidates = new ArrayList<>();
        for (Observation parent : parents(exploration, PARENTS / 2)) {
            candidates.addAll(exploration.children(exploration.root(parent), CHILDREN));
        }
        queue.addAll(candidates);
        while (candidates.size() < CANDIDATES && !queue.isEmpty()) {
            List<Candidate> children = exploration.children(queue.remove(), CHILDREN);
            candidates.addAll(children);
            children.stream()
                    .filter(child -> child.morphs().size() < MOST_MORPHS)
                    .forEach(queue::add);
        }
        return candidates;
    }

    /** The best trial, and winners of tournaments. */
    private static Set<Observation> parents(Exploration exploration, int most) {
        List<Observation> finished = exploration.finished();
        RandomGenerator random = exploration.random();
        Set<Observation> parents = new LinkedHashSet<>();
        parents.add(best(finished));
        for (int i = 1; i < most; i++) {
            parents.add(best(random.ints(TOURNAMENT, 0, finished.size())
                    .mapToObj(finished::get)
                    .toList()));
        }
        return parents;
    }

    private static Observation best(List<Observation> trials) {
        return trials.stream()
                .max(Comparator.comparingDouble(SearchHistory::accuracy))
                .orElseThrow();
    }

    /** Where nothing promises an improvement, the greater mean decides. */
    private Comparator<Candidate> byImprovement(double best) {
        return Comparator.<Candidate>comparingDouble(
                        c -> c.posterior().expectedImprovement(best) / cost.applyAsDouble(c))
                .thenComparingDouble(c -> c.posterior().mean());
    }
}
