// SPDX-License-Identifier: Apache-2.0
package org.aiperf.search.morph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.SplittableRandom;
import org.aiperf.config.SearchSettings;
import org.aiperf.network.Golden;
import org.aiperf.network.Hyperparameters;
import org.aiperf.network.InvalidNetworkException;
import org.aiperf.network.Layer;
import org.aiperf.network.NaiveForward;
import org.aiperf.network.Network;
import org.aiperf.network.RandomWeights;
import org.aiperf.network.SeedNetworks;
import org.aiperf.network.Shape.FeatureMap;
import org.aiperf.network.TrainingMemory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class MorphTest {

    private static final MorphLimits LIMITS = new MorphLimits(400, 1 << 22, 1e12, 1e12, 1);

    static List<JsonNode> goldenCases() {
        List<JsonNode> cases = new ArrayList<>();
        Golden.json("morphs.json").get("cases").forEach(cases::add);
        return cases;
    }

    @ParameterizedTest
    @MethodSource("goldenCases")
    void changesStructureIdsAndEdgeOrderAsTheReference(JsonNode golden) {
        WeightedNetwork network =
                WeightedNetwork.untrained(Golden.network(golden.get("from").asText()));
        for (JsonNode op : golden.get("ops")) {
            network = morph(op).apply(network, new SplittableRandom(1));
        }
        assertThat(network.network()).isEqualTo(Golden.network(golden.get("to").asText()));
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
    @EnumSource(
            mode = EnumSource.Mode.EXCLUDE,
            names = {"NARROW", "REMOVE_BRANCH", "REMOVE_CONV"})
    void everyMorphKeepsTheFunctionOfATrainedNetwork(MorphKind kind) {
        Random random = new Random(7);
        MorphSampler sampler = new MorphSampler(List.of(kind), LIMITS);
        for (String name : List.of("cnn3", "cnn3_skip_add", "cnn3_skip_concat", "cnn3_concat_wide")) {
            Network network = Golden.network(name);
            requireSameFunction(
                    new WeightedNetwork(network, RandomWeights.of(network, random.nextLong())), sampler, 4, random);
        }
        Network residual = SeedNetworks.named("resnet-8", new FeatureMap(12, 12, 2), 5);
        requireSameFunction(
                new WeightedNetwork(residual, RandomWeights.of(residual, random.nextLong())), sampler, 8, random);
    }

    /** Twenty morphs of any kind that keeps the function, on small graphs of random origin. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void chainsOfMorphsKeepTheFunction(long seed) {
        Random random = new Random(seed);
        MorphSampler sampler = new MorphSampler(growing(), LIMITS);
        Network network = seed % 2 == 0
                ? Golden.network("cnn3_skip_concat")
                : SeedNetworks.named("resnet-8", new FeatureMap(12, 12, 2), 5);
        WeightedNetwork parent = new WeightedNetwork(network, RandomWeights.of(network, random.nextLong()));
        WeightedNetwork child = parent;
        for (int i = 0; i < 20; i++) {
            Optional<MorphSampler.Step> step = sampler.draw(child.network(), random, any -> true);
            if (step.isPresent()) {
                child = step.get().morph().apply(child, random);
                assertThat(child.network()).isEqualTo(step.get().child());
            }
        }
        requireClose(parent, child, 1e-4, random);
    }

    /** Shrinking makes another function but no other interface, and every weight still has its place. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void shrinkingLeavesCompleteNetworks(long seed) {
        Random random = new Random(seed);
        MorphSampler grow = new MorphSampler(growing(), LIMITS);
        MorphSampler shrink =
                new MorphSampler(List.of(MorphKind.NARROW, MorphKind.REMOVE_BRANCH, MorphKind.REMOVE_CONV), LIMITS);
        Network network = SeedNetworks.named("resnet-8", new FeatureMap(12, 12, 2), 5);
        WeightedNetwork child = new WeightedNetwork(network, RandomWeights.of(network, random.nextLong()));
        for (int i = 0; i < 20; i++) {
            long before = child.network().parameters();
            Optional<MorphSampler.Step> step = (i % 3 == 0 ? grow : shrink).draw(child.network(), random, any -> true);
            if (step.isPresent()) {
                child = step.get().morph().apply(child, random);
                assertThat(child.network().parameters() < before).isEqualTo(i % 3 != 0);
            }
        }
        assertThat(child.network().outputShape()).isEqualTo(network.outputShape());
        double[] image = random.doubles(network.inputShape().size()).toArray();
        assertThat(new NaiveForward(child.network(), child.weights()).output(image))
                .hasSize(5)
                .doesNotContain(Double.NaN);
    }

    @Test
    void removingUndoesInserting() {
        Random random = new Random(11);
        Network network = SeedNetworks.named("resnet-8", new FeatureMap(12, 12, 2), 5);
        WeightedNetwork parent = new WeightedNetwork(network, RandomWeights.of(network, random.nextLong()));
        int seedLayers = network.layers().size();

        WeightedNetwork deeper = new Deepen(2, 3).apply(parent, random);
        WeightedNetwork blocked = new InsertResidual(2, InsertResidual.Block.BOTTLENECK).apply(parent, random);
        int sum = blocked.network().layers().size() - 2;
        RemoveBranch removal = new RemoveBranch(sum, 0);

        assertThat(new RemoveConv(seedLayers).apply(deeper, random).network().hash())
                .isEqualTo(network.hash());
        requireClose(parent, new RemoveConv(seedLayers).apply(deeper, random), random);
        // The block's own ReLU stays behind; a second ReLU changes nothing.
        requireClose(parent, removal.apply(blocked, random), random);
        assertThat(removal.seedLayers(blocked.network(), seedLayers)).isEqualTo(seedLayers);
        assertThat(new RemoveConv(3).seedLayers(network, seedLayers)).isEqualTo(seedLayers - 3);
        assertThat(new Narrow(0, 7)
                        .apply(new Widen(0, 7).apply(parent, random), random)
                        .network())
                .isEqualTo(network);
    }

    @Test
    void aChildFitsTheMemoryOfTheDevice() {
        Network network = Golden.network("cnn3");
        double memory = TrainingMemory.NOMINAL.bytes(network, 64);
        MorphSampler tight = new MorphSampler(growing(), new MorphLimits(400, 1 << 22, 1e12, memory, 64));
        MorphSampler loose = new MorphSampler(growing(), new MorphLimits(400, 1 << 22, 1e12, 1.5 * memory, 64));

        assertThat(tight.draw(network, new SplittableRandom(1), any -> true)).isEmpty();
        assertThat(loose.draw(network, new SplittableRandom(1), any -> true))
                .hasValueSatisfying(step -> assertThat(TrainingMemory.NOMINAL.bytes(step.child(), 64))
                        .isBetween(memory, 1.5 * memory));
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
            Morph morph = sampler.draw(parent.network(), new SplittableRandom(seed), any -> true)
                    .orElseThrow()
                    .morph();
            assertThat(morph.apply(parent, new SplittableRandom(seed)).weights().isEmpty())
                    .isTrue();
        }
    }

    @Test
    void hyperparametersReachOnlyWhatTheyAreMeantFor() {
        Random random = new Random(9);
        Network seed = SeedNetworks.named("resnet-8", new FeatureMap(12, 12, 2), 5);
        WeightedNetwork parent =
                new Deepen(2, 3).apply(new WeightedNetwork(seed, RandomWeights.of(seed, random.nextLong())), random);
        int seedLayers = seed.layers().size();

        WeightedNetwork trial = TrialNetwork.of(parent, seedLayers, new Hyperparameters(64, 0.2, 5, 0.1));

        assertThat(trial.network().layer(seedLayers).layer()).isEqualTo(Layer.Conv.same(16, 16, 5, 1));
        assertThat(trial.network().layers().subList(0, seedLayers))
                .extracting(placed -> placed.layer())
                .isEqualTo(seed.layers().stream().map(placed -> placed.layer()).toList());
        assertThat(trial.network()
                        .layers()
                        .get(trial.network().layers().size() - 1)
                        .layer())
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
        MorphLimits tight = new MorphLimits(
                parent.network().layers().size(), parent.network().parameters(), 1e12, 1e12, 1);
        assertThat(new MorphSampler(growing(), tight).draw(parent.network(), new SplittableRandom(1), any -> true))
                .isEmpty();
    }

    private static void requireSameFunction(WeightedNetwork parent, MorphSampler sampler, int draws, Random random) {
        for (int i = 0; i < draws; i++) {
            sampler.draw(parent.network(), random, any -> true)
                    .ifPresent(step -> requireClose(parent, step.morph().apply(parent, random), random));
        }
    }

    private static void requireClose(WeightedNetwork parent, WeightedNetwork child, Random random) {
        requireClose(parent, child, 1e-5, random);
    }

    private static void requireClose(WeightedNetwork parent, WeightedNetwork child, double tolerance, Random random) {
        double[] image = random.doubles(parent.network().inputShape().size()).toArray();
        double[] before = new NaiveForward(parent.network(), parent.weights()).output(image);
        double[] after = new NaiveForward(child.network(), child.weights()).output(image);
        double scale = 1;
        for (double value : before) {
            scale = Math.max(scale, Math.abs(value));
        }
        assertThat(after).containsExactly(before, offset(tolerance * scale));
    }

    private static List<MorphKind> growing() {
        return Arrays.stream(MorphKind.values())
                .filter(kind -> SearchSettings.Morph.valueOf(kind.name()).grows())
                .toList();
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
