// SPDX-License-Identifier: Apache-2.0
package org.aiperf.search;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.aiperf.config.InvalidSettingsException;
import org.aiperf.config.Settings;
import org.aiperf.config.SettingsLoader;
import org.aiperf.network.Network;
import org.aiperf.network.RandomWeights;
import org.aiperf.network.Shape.FeatureMap;
import org.aiperf.search.bayes.NetworkCode;
import org.aiperf.search.morph.WeightedNetwork;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BayesianSearchTest {

    private final Map<String, Model> trained = new HashMap<>();

    @ParameterizedTest
    @ValueSource(strings = {"expected-improvement", "expected-improvement-per-operation", "annealed"})
    void proposesTrainedNetworksThatNobodyHasProposed(String acquisition) throws Exception {
        SearchHistory history = new SearchHistory();
        Searcher searcher = searcher(acquisition);
        SplittableRandom random = new SplittableRandom(3);
        Set<Long> hashes = new HashSet<>();
        int children = 0;
        for (int i = 0; i < 20; i++) {
            Proposal proposal = searcher.suggest(history.snapshot(), random.split());
            Network network = proposal.model().network().network();
            assertThat(hashes.add(network.hash())).isTrue();
            assertThat(proposal.model().seedLayers())
                    .isLessThanOrEqualTo(network.layers().size());
            if (proposal.parent() != null) {
                children++;
                // Weights are carried over every morph; the record checks that they fit.
                assertThat(proposal.carried(this::model, random)
                                .network()
                                .weights()
                                .isEmpty())
                        .isFalse();
                assertThat(proposal.morphs()).isNotEmpty();
            }
            String trial = "t" + i;
            WeightedNetwork weighted = new WeightedNetwork(network, RandomWeights.of(network, i));
            trained.put(trial, new Model(weighted, proposal.model().seedLayers()));
            // Every fourth trial stays without an accuracy, as if it still ran.
            Double accuracy = i % 4 == 3 ? null : 0.5 + network.layers().size() / 1000.0;
            history.add(List.of(new Observation(trial, i, network.hash(), NetworkCode.of(network), accuracy)));
        }
        assertThat(children).isGreaterThan(12);
    }

    private Searcher searcher(String acquisition) throws InvalidSettingsException {
        Settings settings = new SettingsLoader(null)
                .load(null, List.of("search.acquisition=" + acquisition, "search.max-parameters=200000"));
        return Searches.networks(settings.search(), settings.training(), new FeatureMap(8, 8, 1), 4, this::model);
    }

    private Model model(String trial) throws IOException {
        Model model = trained.get(trial);
        if (model == null) {
            throw new IOException("No trial " + trial);
        }
        return model;
    }
}
