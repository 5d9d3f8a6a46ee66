// SPDX-License-Identifier: Apache-2.0
package org.aiperf.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import org.aiperf.network.Golden;
import org.aiperf.network.Layer;
import org.aiperf.network.Network;
import org.aiperf.network.NetworkBuilder;
import org.aiperf.network.Shape.FeatureMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class OperationDefinitionTest {

    @ParameterizedTest
    @MethodSource("org.aiperf.network.Golden#names")
    void countsAsTheReferenceDoesForEveryKernel(String name) {
        Network network = Golden.network(name);
        JsonNode expected = Golden.networkJson(name).at("/expect/ops_v1");

        assertThat(expected).isNotEmpty();
        for (JsonNode expectation : expected) {
            OperationDefinition v1 =
                    OperationDefinition.v1(expectation.get("hp_kernel").asInt());
            if (expectation.has("error")) {
                assertThatThrownBy(() -> v1.count(network))
                        .isInstanceOf(UncountableNetworkException.class)
                        .hasMessageContaining("layer 14")
                        .hasMessageContaining("Relu");
                continue;
            }
            OperationCount count = v1.count(network);
            assertThat(count).isEqualTo(OperationCountJson.read(expectation));
            assertThat(count.evalPerImage())
                    .isEqualTo(expectation.get("eval_per_image").asDouble());
            assertThat(count.trainPerImage())
                    .isEqualTo(expectation.get("train_per_image").asDouble());
        }
    }

    @ParameterizedTest
    @MethodSource("org.aiperf.network.Golden#names")
    void countsWhatRunsByTheFixedDefinition(String name) {
        JsonNode json = Golden.networkJson(name).at("/expect/ops_fixed");
        OperationCount expected = OperationCountJson.read(json);
        OperationCount count =
                OperationDefinition.fixed(json.get("batch").asInt()).count(Golden.network(name));

        assertThat(count.forward()).isEqualTo(expected.forward());
        for (Map.Entry<LayerKind, Double> entry : expected.backward().entrySet()) {
            double value = entry.getValue();
            assertThat(count.backward().get(entry.getKey()))
                    .as(entry.getKey().key())
                    .isCloseTo(value, within(1e-9 * value));
        }
        double train = json.get("train_per_image").asDouble();
        assertThat(count.trainPerImage()).isCloseTo(train, within(1e-9 * train));
    }

    @Test
    void asksForAnInputGradientOnlyBehindATrainableLayer() {
        NetworkBuilder builder = new NetworkBuilder(new FeatureMap(8, 8, 4));
        int pooled = builder.append(new Layer.MaxPool(2, 2, 0), 0);
        int left = builder.append(Layer.Conv.same(4, 4, 3, 1), pooled);
        int right = builder.append(Layer.Conv.same(4, 4, 3, 1), pooled);
        int sum = builder.append(new Layer.Add(), left, right, pooled);
        int last = builder.append(Layer.Conv.same(4, 4, 3, 1), builder.append(new Layer.Relu(), sum));
        builder.append(new Layer.Flatten(), builder.append(new Layer.Dropout(0.5), last));
        OperationCount count = OperationDefinition.fixed(2).count(builder.build());

        double weights = 4 * 4 * 9;
        double forward = 2 * weights * 4 * 4;
        assertThat(count.forward()).containsEntry(LayerKind.CONV, 3 * forward);
        assertThat(count.backward()).containsEntry(LayerKind.CONV, (1 + 1 + 2) * forward + 3 * weights);
        assertThat(count.forward()).containsEntry(LayerKind.ADD, 2.0 * 4 * 4 * 4);
        assertThat(count.forward()).containsEntry(LayerKind.SOFTMAX, 13.0 * 64 - 1);
    }

    @Test
    void chargesTheImagesReallyProcessed() {
        OperationCount count = OperationDefinition.v1(3).count(Golden.network("resnet50"));

        assertThat(count.of(1_280_000, 50_000).count()).isEqualTo(2.989875581795e16);
        assertThat(count.of(0, 0).count()).isZero();
    }

    @Test
    void survivesJson() {
        OperationCount count = OperationDefinition.fixed(448).count(Golden.network("odd_sizes"));

        assertThat(OperationCountJson.read(OperationCountJson.write(count))).isEqualTo(count);
        assertThat(OperationCountJson.write(count).toString())
                .contains("\"conv\":288432,")
                .contains("\"dense\":128.16071428571428");
    }
}
