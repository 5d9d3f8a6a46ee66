// SPDX-License-Identifier: Apache-2.0
package org.aiperf.search.morph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import org.aiperf.network.Golden;
import org.aiperf.network.Hyperparameters;
import org.aiperf.network.InvalidNetworkException;
import org.aiperf.network.Layer;
import org.aiperf.network.NaiveForward;
import org.aiperf.network.Network;
import org.aiperf.network.RandomWeights;
import org.aiperf.network.SeedNetworks;
import org.aiperf.network.Shape.FeatureMap;
import org.aiperf.network.Weights;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class MorphTest {

    private static final MorphLimits LIMITS = new MorphLimits(400, 1 << 22, 1e12);

    static List<JsonNode> goldenCases() {
        List<JsonNode> cases = new ArrayList<>();
        Golden.json("morphs.json").get("cases").forEach(cases::add);
        return cases;
    }

    @ParameterizedTest
    @MethodSource("goldenCases")
    void changesStructureIdsAndEdgeOrderAsTheReference(JsonNode golden) {
        WeightedNetwork network = WeightedNetwork.untrained(
                Golden.network(golden.get("from").asText()));
        for (JsonNode op : golden.get("ops")) {
            network = morph(op).apply(network, new SplittableRandom(1));
        }
        assertThat(network.network())
                .isEqualTo(Golden.network(golden.get("to").asText()));
    }

    @ParameterizedTest
    @MethodSource("org.aiperf.network.Golden#names")
    void offersTheSitesOfTheReference(String name) {
        Network network = Golden.network(name);
        JsonNode expect = Golden.networkJson(name).get("expect");

        assertThat(MorphSites.wide(network)).isEqualTo(integers(expect.get("wide")));
        assertThat(MorphSites.deep(network)).isEqualTo(integers(expect.get("deep_relu")));
        assertThat(MorphSites.skip(network)).isEqualTo(integers(expect.get("skip")));
    }

    @Test
    void offersAsManySkipsInResNet50AsTheReference() {
        assertThat(MorphSites.skipPairs(Golden.network("resnet50"))).hasSize(1128);
    }

    @ParameterizedTest
    @EnumSource
    void everyMorphKeepsTheFunctionOfATrainedNetwork(MorphKind kind) {
        Random random = new Random(7);
        MorphSampler sampler = new MorphSampler(List.of(kind), LIMITS);
        for (String name : List.of("cnn3", "cnn3_skip_add", "cnn3_skip_concat", "cnn3_concat_wide")) {
            Network network = Golden.network(name);
            requireSameFunction(new WeightedNetwork(network, RandomWeights.of(network, random.nextLong())), sampler, 4, random);
        }
        Network residual = SeedNetworks.named("resnet-8", new FeatureMap(12, 12, 2), 5);
        requireSameFunction(new WeightedNetwork(residual, RandomWeights.of(residual, random.nextLong())), sampler, 8, random);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void chainsOfMorphsKeepTheFunction(long seed) {
        Random random = new Random(seed);
        MorphSampler sampler = new MorphSampler(List.of(MorphKind.values()), LIMITS);
        Network network = SeedNetworks.named("resnet-8", new FeatureMap(12, 12, 2), 5);
        WeightedNetwork parent = new WeightedNetwork(network, RandomWeights.of(network, random.nextLong()));
        WeightedNetwork child = parent;
        for (int i = 0; i < 8; i++) {
            child = sampler.draw(child, random, any -> true).orElseThrow().child();
        }
        requireClose(parent, child, random);
    }

    @Test
    void widensDenseLayersAndSumsOfDifferentSources() {
        Random random = new Random(3);
        Network network = Golden.network("two_dense");
        WeightedNetwork parent = new WeightedNetwork(network, RandomWeights.of(network, random.nextLong()));
        requireClose(parent, new Widen(13, 30).apply(parent, random), random);
        requireClose(parent, new Widen(9, 100).apply(parent, random), random);
    }

    @Test
    void anUntrainedNetworkStaysUntrained() {
        WeightedNetwork parent = WeightedNetwork.untrained(Golden.network("cnn3"));
        MorphSampler sampler = new MorphSampler(List.of(MorphKind.values()), LIMITS);
        for (int seed = 0; seed < 20; seed++) {
            WeightedNetwork child =
                    sampler.draw(parent, new SplittableRandom(seed), any -> true).orElseThrow().child();
            assertThat(child.weights().isEmpty()).isTrue();
        }
    }

    @Test
    void aDeepenedBatchNormExpectsTheMomentsThatItWillSee() {
        Random random = new Random(5);
        Network network = SeedNetworks.named("resnet-8", new FeatureMap(12, 12, 2), 5);
        Weights weights = RandomWeights.of(network, random.nextLong());
        Moments moments = Moments.of(network, weights, network.layer(2).output());
        double[] mean = new double[16];
        double[] square = new double[16];
        int draws = 200_000;
        float[] gamma = weights.tensor(1, Weights.GAMMA).values();
        float[] beta = weights.tensor(1, Weights.BETA).values();
        for (int i = 0; i < draws; i++) {
            double z = random.nextGaussian();
            for (int c = 0; c < 16; c++) {
                double value = Math.max(0, beta[c] + gamma[c] * z);
                mean[c] += value / draws;
                square[c] += value * value / draws;
            }
        }
        for (int c = 0; c < 16; c++) {
            assertThat(moments.mean()[c]).isCloseTo(mean[c], offset(0.02));
            assertThat(moments.variance()[c])
                    .isCloseTo(square[c] - mean[c] * mean[c], offset(0.03));
        }
    }

    @Test
    void hyperparametersReachOnlyWhatTheyAreMeantFor() {
        Random random = new Random(9);
        Network seed = SeedNetworks.named("resnet-8", new FeatureMap(12, 12, 2), 5);
        WeightedNetwork parent = new Deepen(2, 3)
                .apply(new WeightedNetwork(seed, RandomWeights.of(seed, random.nextLong())), random);
        int seedLayers = seed.layers().size();

        WeightedNetwork trial = TrialNetwork.of(parent, seedLayers, new Hyperparameters(64, 0.2, 5, 0.1));

        assertThat(trial.network().layer(seedLayers).layer()).isEqualTo(Layer.Conv.same(16, 16, 5, 1));
        assertThat(trial.network().layers().subList(0, seedLayers))
                .extracting(placed -> placed.layer())
                .isEqualTo(seed.layers().stream().map(placed -> placed.layer()).toList());
        assertThat(trial.network().layers().get(trial.network().layers().size() - 1).layer())
                .isEqualTo(new Layer.Dropout(0.2));
        requireClose(parent, trial, random);
        assertThat(TrialNetwork.of(parent, seedLayers, new Hyperparameters(64, 0, 3, 0.1)))
                .isEqualTo(parent);
    }

    @Test
    void refusesWhatWouldChangeTheInterfaceOfTheNetwork() {
        WeightedNetwork network = WeightedNetwork.untrained(Golden.network("cnn3"));
        assertThatThrownBy(() -> new Widen(12, 3).apply(network, new SplittableRandom(1)))
                .isInstanceOf(InvalidNetworkException.class)
                .hasMessageContaining("output");
        assertThatThrownBy(() -> new Deepen(0, 3).apply(network, new SplittableRandom(1)))
                .hasMessageContaining("ReLU");
    }

    @Test
    void respectsTheLimits() {
        WeightedNetwork parent = WeightedNetwork.untrained(Golden.network("cnn3"));
        MorphLimits tight = new MorphLimits(parent.network().layers().size(), parent.network().parameters(), 1e12);
        assertThat(new MorphSampler(List.of(MorphKind.values()), tight)
                        .draw(parent, new SplittableRandom(1), any -> true))
                .isEmpty();
    }

    private static void requireSameFunction(WeightedNetwork parent, MorphSampler sampler, int draws, Random random) {
        for (int i = 0; i < draws; i++) {
            sampler.draw(parent, random, any -> true)
                    .ifPresent(mutation -> requireClose(parent, mutation.child(), random));
        }
    }

    private static void requireClose(WeightedNetwork parent, WeightedNetwork child, Random random) {
        double[] image = random.doubles(parent.network().inputShape().size()).toArray();
        double[] before = new NaiveForward(parent.network(), parent.weights()).output(image);
        double[] after = new NaiveForward(child.network(), child.weights()).output(image);
        double scale = 1;
        for (double value : before) {
            scale = Math.max(scale, Math.abs(value));
        }
        assertThat(after).containsExactly(before, offset(1e-5 * scale));
    }

    private static Morph morph(JsonNode op) {
        int first = op.get(1).asInt();
        return switch (op.get(0).asText()) {
            case "wide" -> new Widen(first, op.get(2).asInt());
            case "deep" -> new Deepen(first, 3);
            case "skip_add" -> new SkipAdd(first, op.get(2).asInt(), SkipAdd.Projection.WHERE_NEEDED);
            default -> new SkipConcat(first, op.get(2).asInt());
        };
    }

    private static List<Integer> integers(JsonNode array) {
        List<Integer> result = new ArrayList<>();
        array.forEach(value -> result.add(value.asInt()));
        return result;
    }
}
