// SPDX-License-Identifier: Apache-2.0
package org.aiperf.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.aiperf.network.Shape.FeatureMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class NetworkTest {

    @ParameterizedTest
    @MethodSource("org.aiperf.network.Golden#names")
    void describesTheGoldenNetworksAsTheReferenceDoes(String name) {
        JsonNode expect = Golden.networkJson(name).get("expect");
        Network network = Golden.network(name);
        Descriptor descriptor = Descriptor.of(network);

        assertThat(network.parameters()).isEqualTo(expect.get("size").asLong());
        assertThat(MainChain.of(network)).isEqualTo(integers(expect.get("main_chain")));
        assertThat(descriptor.layers()).isEqualTo(integers(expect.get("descriptor_layers")));
        List<String> skips = new ArrayList<>();
        expect.get("descriptor_skips")
                .forEach(s ->
                        skips.add(s.get(0) + " " + s.get(1) + " " + s.get(2).asText()));
        assertThat(descriptor.skips())
                .extracting(
                        s -> s.from() + " " + s.to() + " " + s.merge().name().toLowerCase(Locale.ROOT))
                .containsExactlyElementsOf(skips);
    }

    @ParameterizedTest
    @MethodSource("org.aiperf.network.Golden#names")
    void survivesItsOwnAndNnisFormat(String name) {
        Network network = Golden.network(name);

        assertThat(NetworkJson.read(NetworkJson.write(network))).isEqualTo(network);
        assertThat(NetworkJson.parse(NniJson.write(network).toString())).isEqualTo(network);
    }

    @Test
    void writesNnisFormatAsNniDoes() {
        assertThat(NniJson.write(Golden.network("cnn3_skip_add"))).isEqualTo(Golden.json("cnn3_skip_add.nni.json"));
    }

    @Test
    void buildsResNet50LayerForLayerAsTheReference() {
        assertThat(SeedNetworks.named("resnet-50", new FeatureMap(224, 224, 3), 1000))
                .isEqualTo(Golden.network("resnet50"));
    }

    @Test
    void buildsSmallResidualNetworksOfTheDepthInTheirName() {
        for (int depth : new int[] {8, 14, 20}) {
            Network network = SeedNetworks.named("resnet-" + depth, new FeatureMap(28, 28, 1), 10);
            long projections = network.layers().stream()
                    .flatMap(placed -> placed.layer().convolution().stream())
                    .filter(conv -> conv.kernel() == 1)
                    .count();
            long weighted = network.layers().stream()
                    .filter(l -> l.kind() == Layer.Kind.CONV || l.kind() == Layer.Kind.DENSE)
                    .count();
            assertThat(weighted - projections).isEqualTo(depth);
            assertThat(network.outputShape()).isEqualTo(new Shape.Vector(10));
        }
        assertThatThrownBy(() -> SeedNetworks.named("resnet-51", new FeatureMap(28, 28, 1), 10))
                .hasMessageContaining("resnet-51")
                .hasMessageContaining("resnet-50");
    }

    @Test
    void hashesStructureAndNotIds() {
        FeatureMap input = new FeatureMap(8, 8, 3);
        NetworkBuilder left = new NetworkBuilder(input);
        int a = left.append(Layer.Conv.same(3, 4, 3, 1), 0);
        int b = left.append(Layer.Conv.same(3, 4, 1, 1), 0);
        left.append(new Layer.Add(), a, b);
        NetworkBuilder right = new NetworkBuilder(input);
        int c = right.append(Layer.Conv.same(3, 4, 1, 1), 0);
        int d = right.append(Layer.Conv.same(3, 4, 3, 1), 0);
        right.append(new Layer.Add(), d, c);
        NetworkBuilder concat = new NetworkBuilder(input);
        concat.append(
                new Layer.Concat(),
                concat.append(Layer.Conv.same(3, 4, 3, 1), 0),
                concat.append(Layer.Conv.same(3, 4, 1, 1), 0));

        assertThat(left.build().hash()).isEqualTo(right.build().hash());
        assertThat(concat.build().hash()).isNotEqualTo(left.build().hash());
        assertThat(Golden.NETWORKS.stream()
                        .map(name -> Golden.network(name).hash())
                        .distinct())
                .hasSameSizeAs(Golden.NETWORKS);
    }

    @Test
    void takesNetworksThatDifferInDropoutForTheSame() {
        Network network = SeedNetworks.named("resnet-8", new FeatureMap(28, 28, 1), 10);
        NetworkBuilder dropped = new NetworkBuilder(network);
        dropped.insertBehind(network.layers().size() - 2, new Layer.Dropout(0.2));

        assertThat(dropped.build().hash()).isEqualTo(network.hash());
    }

    @Test
    void tellsASharedBranchFromARepeatedOne() {
        FeatureMap input = new FeatureMap(8, 8, 3);
        NetworkBuilder shared = new NetworkBuilder(input);
        int once = shared.append(Layer.Conv.same(3, 4, 3, 1), 0);
        shared.append(new Layer.Add(), once, shared.append(new Layer.Relu(), once));
        NetworkBuilder repeated = new NetworkBuilder(input);
        int first = repeated.append(Layer.Conv.same(3, 4, 3, 1), 0);
        int second = repeated.append(Layer.Conv.same(3, 4, 3, 1), 0);
        repeated.append(new Layer.Add(), first, repeated.append(new Layer.Relu(), second));

        assertThat(shared.build().hash()).isNotEqualTo(repeated.build().hash());
    }

    @Test
    void refusesGraphsThatAreNoNetworkAndSaysWhere() {
        NetworkBuilder mismatch = new NetworkBuilder(new FeatureMap(8, 8, 3));
        mismatch.append(Layer.Conv.same(4, 4, 3, 1), 0);
        assertThatThrownBy(mismatch::build)
                .isInstanceOf(InvalidNetworkException.class)
                .hasMessageContaining("Layer 0")
                .hasMessageContaining("8x8x3");

        NetworkBuilder twoOutputs = new NetworkBuilder(new FeatureMap(8, 8, 3));
        twoOutputs.append(new Layer.Relu(), 0);
        twoOutputs.append(new Layer.Relu(), 0);
        assertThatThrownBy(twoOutputs::build).hasMessageContaining("one output");

        ObjectNode json = (ObjectNode) Golden.networkJson("cnn3").deepCopy();
        ((ObjectNode) json.get("layers").get(4)).remove("cout");
        assertThatThrownBy(() -> NetworkJson.read(json))
                .hasMessageContaining("Layer 4")
                .hasMessageContaining("cout");
        assertThatThrownBy(() -> NetworkJson.parse("{\"layers\": 3")).hasMessageContaining("No JSON");
    }

    private static List<Integer> integers(JsonNode array) {
        List<Integer> result = new ArrayList<>();
        array.forEach(value -> result.add(value.asInt()));
        return result;
    }
}
