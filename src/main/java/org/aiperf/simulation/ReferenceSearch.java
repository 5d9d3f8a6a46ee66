// SPDX-License-Identifier: Apache-2.0
package org.aiperf.simulation;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.aiperf.network.Network;
import org.aiperf.search.Model;
import org.aiperf.search.Models;
import org.aiperf.search.Observation;
import org.aiperf.search.Proposal;
import org.aiperf.search.SearchHistory;
import org.aiperf.search.Searcher;
import org.aiperf.search.bayes.DistanceBackend;
import org.aiperf.search.bayes.NetworkCode;
import org.aiperf.search.morph.Morph;
import org.aiperf.search.morph.MorphSampler;

/**
 * The reference's acquisition as it acts (method sections 4.2 and 4.3), to compare with: covariance exp(-d²), mean zero and
 * variance 1 for accuracies near 0.7, upper bound of 2.576 deviations, an annealed queue. Networks beyond a distance of 3
 * are all but unknown to it, so the nearest trial alone stands for its Gaussian process. It has none of the defects that freeze
 * the reference after its first round.
 */
final class ReferenceSearch implements Searcher {

    private static final double DEVIATIONS = 2.576;

    /** Distance at which the covariance is a rounding error. */
    private static final double FARTHEST = 6;

    private static final DistanceBackend DISTANCES = DistanceBackend.exact();

    private final Searcher opening;
    private final MorphSampler sampler;
    private final Models models;

    private record Entry(double value, String trial, List<Morph> morphs, Network network) {}

    ReferenceSearch(Searcher opening, MorphSampler sampler, Models models) {
        this.opening = opening;
        this.sampler = sampler;
        this.models = models;
    }

    @Override
    public Proposal suggest(SearchHistory history, RandomGenerator random) throws IOException {
        List<Observation> finished = history.finished();
        Optional<Entry> best =
                finished.isEmpty() ? Optional.empty() : annealed(finished, new HashSet<>(history.networks()), random);
        if (best.isEmpty()) {
            return opening.suggest(history, random);
        }
        Model model = models.structure(best.get().trial());
        for (Morph morph : best.get().morphs()) {
            model = model.changed(morph, random);
        }
        return Proposal.unjudged(best.get().trial(), best.get().morphs(), model);
    }

    private Optional<Entry> annealed(List<Observation> finished, Set<Long> known, RandomGenerator random)
            throws IOException {
        PriorityQueue<Entry> queue =
                new PriorityQueue<>(Comparator.comparingDouble(Entry::value).reversed());
        for (Observation trial : finished) {
            Network network = models.structure(trial.trial()).network().network();
            queue.add(new Entry(accuracy(trial), trial.trial(), List.of(), network));
        }
        Optional<Entry> best = Optional.empty();
        double highest = Double.NEGATIVE_INFINITY;
        for (double t = 1; t > 1e-4 && !queue.isEmpty(); t *= 0.5) {
            Entry head = queue.remove();
            if (Math.exp(Math.min((head.value() - highest) / t, 1)) < random.nextDouble()) {
                continue;
            }
            for (int i = 0; i < 8; i++) {
                var step = sampler.draw(head.network(), random, child -> !known.contains(child.hash()));
                if (step.isEmpty()) {
                    break;
                }
                known.add(step.get().child().hash());
                List<Morph> morphs = new ArrayList<>(head.morphs());
                morphs.add(step.get().morph());
                double bound = bound(finished, NetworkCode.of(step.get().child()));
                Entry child = new Entry(bound, head.trial(), morphs, step.get().child());
                queue.add(child);
                if (bound > highest) {
                    highest = bound;
                    best = Optional.of(child);
                }
            }
        }
        return best;
    }

    private static double bound(List<Observation> finished, NetworkCode code) {
        double[] distances = new double[finished.size()];
        DISTANCES.distancesWithin(code, finished.stream().map(Observation::code).toList(), FARTHEST, distances);
        double covariance = 0;
        double value = 0;
        for (int i = 0; i < distances.length; i++) {
            double here = Math.exp(-distances[i] * distances[i]);
            if (here > covariance) {
                covariance = here;
                value = accuracy(finished.get(i));
            }
        }
        return covariance * value + DEVIATIONS * Math.sqrt(Math.max(1 - covariance * covariance, 0));
    }

    private static double accuracy(Observation trial) {
        return Objects.requireNonNull(trial.accuracy());
    }
}
