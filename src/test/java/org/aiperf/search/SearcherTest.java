// SPDX-License-Identifier: Apache-2.0
package org.aiperf.search;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.aiperf.network.Network;
import org.aiperf.network.SeedNetworks;
import org.aiperf.network.Shape.FeatureMap;
import org.aiperf.search.bayes.DistanceBackend;
import org.aiperf.search.bayes.NetworkCode;
import org.aiperf.search.morph.MorphKind;
import org.aiperf.search.morph.MorphLimits;
import org.aiperf.search.morph.MorphSampler;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every search strategy must do, and what each one is for. */
class SearcherTest {

    private static final MorphLimits LIMITS = new MorphLimits(80, 300_000, 1e9, 1e12, 1);
    private static final Network SEED = SeedNetworks.named("resnet-8", new FeatureMap(16, 16, 1), 4);

    private final Map<String, Model> models = new HashMap<>();

    static Stream<String> strategies() {
        return Stream.of("random", "evolution", "bayesian");
    }

    @ParameterizedTest
    @MethodSource("strategies")
    void staysWithinItsLimitsAndNeverRepeatsItself(String strategy) throws IOException {
        Searcher searcher = searcher(strategy, 8);
        SearchHistory history = new SearchHistory();
        Set<Long> seen = new HashSet<>();
        for (int i = 0; i < 60; i++) {
            Proposal proposal = searcher.suggest(history, new SplittableRandom(i));
            Network network = proposal.model().network().network();
            assertThat(seen.add(network.hash())).isTrue();
            assertThat(network.layers()).hasSizeLessThanOrEqualTo(80);
            assertThat(network.parameters()).isLessThanOrEqualTo(300_000);
            assertThat(proposal.model().seedLayers()).isEqualTo(SEED.layers().size());
            finish(history, i, proposal, i % 7 / 10.0);
        }
    }

    @ParameterizedTest
    @MethodSource("strategies")
    void theSameDrawsGiveTheSameProposal(String strategy) throws IOException {
        Searcher searcher = searcher(strategy, 8);
        SearchHistory history = new SearchHistory();
        for (int i = 0; i < 10; i++) {
            finish(history, i, searcher.suggest(history, new SplittableRandom(i)), 0.5);
        }
        assertThat(searcher.suggest(history, new SplittableRandom(77)).model())
                .isEqualTo(searcher.suggest(history, new SplittableRandom(77)).model());
    }

    @Test
    void evolutionTakesItsParentsFromTheBestOfTheYoung() throws IOException {
        Searcher searcher = searcher("evolution", 5);
        SearchHistory history = new SearchHistory();
        for (int i = 0; i < 30; i++) {
            // The oldest are the best: they must have died all the same.
            finish(
                    history,
                    i,
                    searcher("random", 5).suggest(history, new SplittableRandom(i)),
                    i < 10 ? 0.9 : i / 100.0);
        }
        Map<String, Integer> parents = new HashMap<>();
        for (int i = 0; i < 200; i++) {
            Proposal proposal = searcher.suggest(history, new SplittableRandom(1000 + i));
            parents.merge(Objects.requireNonNull(proposal.parent()), 1, Integer::sum);
            assertThat(proposal.morphs()).hasSize(1);
        }
        assertThat(parents.keySet()).isSubsetOf("25", "26", "27", "28", "29");
        assertThat(parents.get("29")).isGreaterThan(parents.getOrDefault("25", 0));
    }

    private Searcher searcher(String strategy, int population) {
        MorphSampler sampler = new MorphSampler(List.of(MorphKind.WIDEN, MorphKind.DEEPEN, MorphKind.SKIP_ADD), LIMITS);
        Searcher random = new SeedSearch(List.of(SEED), sampler, 4);
        Models stored = trial -> Objects.requireNonNull(models.get(trial));
        Searcher evolution = new RegularisedEvolution(random, sampler, stored, population, 3);
        return switch (strategy) {
            case "random" -> random;
            case "evolution" -> evolution;
            default ->
                new BayesianSearch(
                        evolution,
                        new ExpectedImprovement(any -> 1),
                        Moves.single(sampler),
                        stored,
                        DistanceBackend.exact());
        };
    }

    private void finish(SearchHistory history, int sequence, Proposal proposal, double accuracy) {
        String trial = Integer.toString(sequence);
        models.put(trial, proposal.model());
        Network network = proposal.model().network().network();
        NetworkCode code = NetworkCode.of(network);
        history.add(List.of(new Observation(trial, sequence, network.hash(), code, null)));
        history.add(List.of(new Observation(trial, sequence, network.hash(), code, accuracy)));
    }
}
