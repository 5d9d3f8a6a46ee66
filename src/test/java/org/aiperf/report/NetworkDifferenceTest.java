// SPDX-License-Identifier: Apache-2.0
package org.aiperf.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.aiperf.history.Records;
import org.aiperf.network.PackedNetwork;
import org.aiperf.report.NetworkDifference.Kind;
import org.aiperf.report.NetworkDifference.Step;
import org.junit.jupiter.api.Test;

class NetworkDifferenceTest {

    @Test
    void namesWhatWasAddedRemovedAndKept() {
        assertThat(words(List.of("a", "b", "c"), List.of("a", "x", "b", "c"))).isEqualTo("1 +x 2");
        assertThat(words(List.of("a", "b", "c"), List.of("a", "c"))).isEqualTo("1 -b 1");
        assertThat(words(List.of("a", "b", "c"), List.of("a", "w", "c"))).isEqualTo("1 -b +w 1");
        assertThat(words(List.of("a"), List.of("a"))).isEqualTo("1");
        assertThat(words(List.of(), List.of("a"))).isEqualTo("+a");
    }

    @Test
    void leadsFromAnyNetworkToAnyOther() {
        Random random = new Random(5);
        for (int i = 0; i < 200; i++) {
            List<String> parent = some(random);
            List<String> child = some(random);
            StringBuilder made = new StringBuilder();
            int place = 0;
            for (Step step : NetworkDifference.of(parent, child).steps()) {
                if (step.kind() == Kind.ADDED) {
                    made.append(step.layer());
                } else {
                    for (int k = 0; k < step.count(); k++, place++) {
                        made.append(step.kind() == Kind.SAME ? parent.get(place) : "");
                    }
                }
            }
            assertThat(place).isEqualTo(parent.size());
            assertThat(made).hasToString(String.join("", child));
        }
    }

    @Test
    void aNetworkHasARowForEachLayerThatIsDrawn() {
        assertThat(NetworkDifference.layers(PackedNetwork.of(Records.NETWORK).layerList()))
                .contains("Add", "Dense, 10")
                .doesNotContain("ReLU", "batch norm");
    }

    private static List<String> some(Random random) {
        return IntStream.range(0, random.nextInt(9))
                .mapToObj(i -> random.nextBoolean() ? "a" : "b")
                .toList();
    }

    private static String words(List<String> parent, List<String> child) {
        return NetworkDifference.of(parent, child).steps().stream()
                .map(step -> switch (step.kind()) {
                    case SAME -> String.valueOf(step.count());
                    case ADDED -> "+" + step.layer();
                    case REMOVED -> "-" + step.layer();
                })
                .collect(Collectors.joining(" "));
    }
}
