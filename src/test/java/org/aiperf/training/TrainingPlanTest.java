// SPDX-License-Identifier: Apache-2.0
package org.aiperf.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.aiperf.network.Network;
import org.aiperf.network.SeedNetworks;
import org.aiperf.network.Shape.FeatureMap;
import org.aiperf.network.Tensor;
import org.aiperf.network.Weights;
import org.junit.jupiter.api.Test;

class TrainingPlanTest {

    @Test
    void decaysTheLearningRateAsTheReference() {
        LearningRateSchedule schedule = new LearningRateSchedule.Linear(0.1, 0.01, 60);
        assertThat(schedule.rate(0)).isEqualTo(0.1);
        assertThat(schedule.rate(14)).isCloseTo(0.767 * 0.1, within(1e-4));
        assertThat(schedule.rate(59)).isEqualTo(0.01);
        assertThatThrownBy(() -> new LearningRateSchedule.Constant(0)).hasMessageContaining("learning rate");
    }

    @Test
    void normalisesEachChannel() {
        Normalization normalization = new Normalization(List.of(0.5, 0.25), List.of(0.5, 2.0));
        assertThat(normalization.scales(2)).containsExactly(2 / 255f, 0.5f / 255f);
        assertThat(normalization.offsets(2)).containsExactly(-1f, -0.125f);
        assertThatThrownBy(() -> normalization.scales(3)).hasMessageContaining("3 channels");
    }

    @Test
    void drawsOnlyWeightsThatAreMissing() {
        Network network = SeedNetworks.named("resnet-8", new FeatureMap(28, 28, 1), 10);
        Weights all = InitialWeights.complete(network, Weights.NONE, 5);
        Weights some = InitialWeights.complete(network, new Weights(Map.of(0, all.layer(0))), 5);

        assertThat(some).isEqualTo(all);
        assertThat(InitialWeights.complete(network, Weights.NONE, 6)).isNotEqualTo(all);
        all.requireFit(network);
        for (int id = 0; id < network.layers().size(); id++) {
            List<Integer> kernel = network.layer(id).layer().weights().getOrDefault(Weights.KERNEL, List.of());
            if (kernel.size() == 4 && kernel.get(1) > 16) {
                double fanIn = kernel.get(1) * kernel.get(2) * kernel.get(3);
                assertThat(variance(all, id) * fanIn).as("layer %d", id).isCloseTo(2, within(0.3));
            } else if (kernel.size() == 2) {
                assertThat(variance(all, id) * (kernel.get(0) + kernel.get(1))).isCloseTo(2, within(0.3));
            }
        }
    }

    private static double variance(Weights weights, int id) {
        Tensor kernel = Objects.requireNonNull(weights.layer(id).get(Weights.KERNEL));
        double sum = 0;
        for (float value : kernel.values()) {
            sum += (double) value * value;
        }
        return sum / kernel.values().length;
    }
}
