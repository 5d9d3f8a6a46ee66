// SPDX-License-Identifier: Apache-2.0
package org.aiperf.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.aiperf.network.Network;
import org.aiperf.network.SeedNetworks;
import org.aiperf.network.Shape.FeatureMap;
import org.aiperf.report.NetworkDrawing.Link;
import org.aiperf.report.NetworkDrawing.Row;
import org.junit.jupiter.api.Test;

class NetworkDrawingTest {

    @Test
    void putsWhatFollowsAConvolutionIntoItsRowAndSkipsBesideTheSpine() {
        Network network = SeedNetworks.named("resnet-8", new FeatureMap(28, 28, 1), 10);

        NetworkDrawing drawing = NetworkDrawing.of(network, 64);

        assertThat(drawing.rows().get(0)).isEqualTo(new Row("input", "Input", "", "28×28×1", "", "", 0));
        Row stem = drawing.rows().get(1);
        assertThat(stem.name()).startsWith("Conv 3×3");
        assertThat(stem.follows()).isEqualTo("batch norm, ReLU");
        assertThat(drawing.rows()).extracting(Row::name).contains("Add", "Global average pool", "Dense, 10");
        assertThat(drawing.rows()).hasSizeLessThan(network.layers().size());
        assertThat(drawing.rows()).extracting(Row::width).contains(100.0);
        assertThat(drawing.lanes()).isPositive();
        assertThat(drawing.links()).filteredOn(link -> link.lane() > 0).allSatisfy(link -> assertThat(link.to())
                .isGreaterThan(link.from() + 1));
    }

    @Test
    void noTwoLinksShareAPieceOfALane() {
        NetworkDrawing drawing =
                NetworkDrawing.of(SeedNetworks.named("resnet-50", new FeatureMap(224, 224, 3), 1000), 64);

        for (Link a : drawing.links()) {
            for (Link b : drawing.links()) {
                if (!a.equals(b) && a.lane() == b.lane()) {
                    assertThat(a.to() <= b.from() || b.to() <= a.from()).isTrue();
                }
            }
        }
    }
}
