// SPDX-License-Identifier: Apache-2.0
package org.aiperf.search;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Set;
import java.util.function.ToIntFunction;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.aiperf.network.Network;
import org.aiperf.search.bayes.Posterior;
import org.aiperf.search.bayes.Query;
import org.aiperf.search.bayes.Snapshot;
import org.aiperf.search.morph.MorphLimits;
import org.aiperf.search.morph.MorphSampler;

/** One search: what it starts from, and the children that it makes and judges on its way, none of them twice. */
final class Exploration {

    private final List<Observation> finished;
    private final Set<Long> known;
    private final ToIntFunction<Observation> rows;
    private final Structures structures;
    private final Snapshot model;
    private final Moves.Draw moves;
    private final RandomGenerator random;

    /**
     * @param known hashes of the networks that were begun; grows by those that are made here
     * @param rows the model's row of an observation
     */
    Exploration(
            List<Observation> finished,
            Set<Long> known,
            ToIntFunction<Observation> rows,
            Structures structures,
            Snapshot model,
            Moves.Draw moves,
            RandomGenerator random) {
        this.finished = finished;
        this.known = known;
        this.rows = rows;
        this.structures = structures;
        this.model = model;
        this.moves = moves;
        this.random = random;
    }

    /** Trials with an accuracy, oldest first. */
    List<Observation> finished() {
        return finished;
    }

    RandomGenerator random() {
        return random;
    }

    double bestAccuracy() {
        return finished.stream().mapToDouble(SearchHistory::accuracy).max().orElseThrow();
    }

    /** A finished trial as a candidate that needs no prediction. */
    Candidate root(Observation trial) throws IOException {
        Model structure = structures.of(trial.trial());
        return new Candidate(
                trial.trial(),
                rows.applyAsInt(trial),
                SearchHistory.accuracy(trial),
                List.of(),
                structure,
                MorphLimits.operations(structure.network().network()),
                trial.code(),
                new Posterior(SearchHistory.accuracy(trial), 0));
    }

    /** New networks that are one move away from a candidate, at most so many. */
    List<Candidate> children(Candidate parent, int most) {
        List<Candidate> children = new ArrayList<>();
        for (int i = 0; i < most; i++) {
            List<MorphSampler.Step> steps =
                    moves.from(parent.network(), random, (Network child) -> !known.contains(child.hash()));
            if (steps.isEmpty()) {
                break;
            }
            Candidate child = parent.changed(steps);
            known.add(child.network().hash());
            children.add(child);
        }
        return judged(children);
    }

    /** The same candidates judged by their neighbours, as the model sees them now. */
    List<Candidate> judged(List<Candidate> candidates) {
        return candidates.stream()
                .collect(Collectors.groupingBy(Candidate::row, LinkedHashMap::new, Collectors.toList()))
                .entrySet()
                .stream()
                .flatMap(family ->
                        expecting(family.getValue(), model.predictNear(queries(family.getValue()), family.getKey())))
                .toList();
    }

    /** The same candidates judged by all that is known, where that is possible. */
    List<Candidate> judgedByAll(List<Candidate> candidates) {
        return model.isExact()
                ? expecting(candidates, model.predict(queries(candidates))).toList()
                : candidates;
    }

    private static List<Query> queries(List<Candidate> candidates) {
        return candidates.stream()
                .map(candidate -> new Query(candidate.code(), candidate.origin()))
                .toList();
    }

    private static Stream<Candidate> expecting(List<Candidate> candidates, List<Posterior> posteriors) {
        return IntStream.range(0, candidates.size())
                .mapToObj(i -> candidates.get(i).expecting(posteriors.get(i)));
    }
}
