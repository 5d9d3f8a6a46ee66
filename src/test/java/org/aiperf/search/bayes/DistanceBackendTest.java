// SPDX-License-Identifier: Apache-2.0
package org.aiperf.search.bayes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.aiperf.config.SearchSettings;
import org.aiperf.network.Golden;
import org.aiperf.network.Layer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What every backend promises. */
class DistanceBackendTest {

    private static final double TOLERANCE = 2e-6;

    private static final List<NetworkCode> SMALL = RandomNetworks.small(300, 21);

    static Stream<DistanceBackend> backends() {
        return Stream.of(
                new ScalarDistances(),
                new BatchDistances(),
                DistanceBackends.vector().orElseThrow(),
                new KernelDistances(new PlainKernel()));
    }

    @ParameterizedTest
    @MethodSource("backends")
    void givesTheDistancesOfTheReference(DistanceBackend backend) {
        JsonNode golden = Golden.json("distances.json");
        List<NetworkCode> codes = new ArrayList<>();
        golden.get("names").forEach(name -> codes.add(NetworkCode.of(Golden.network(name.asText()))));
        double[][] out = new double[codes.size()][codes.size()];

        backend.distances(codes, codes, out);

        for (int i = 0; i < out.length; i++) {
            for (int j = 0; j < out.length; j++) {
                assertThat(out[i][j])
                        .isCloseTo(
                                golden.get("layers").get(i).get(j).asDouble()
                                        + golden.get("skips").get(i).get(j).asDouble(),
                                offset(TOLERANCE));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("backends")
    void agreesWithTheExactDistance(DistanceBackend backend) {
        List<NetworkCode> others = new ArrayList<>(SMALL);
        others.add(7, new NetworkCode(new int[0], new long[0]));
        List<NetworkCode> queries = new ArrayList<>(RandomNetworks.small(11, 22));
        queries.add(new NetworkCode(new int[0], new long[0]));
        double[][] out = new double[queries.size()][others.size()];

        backend.distances(queries, others, out);

        for (int q = 0; q < out.length; q++) {
            for (int i = 0; i < out[q].length; i++) {
                assertThat(out[q][i]).isCloseTo(EditDistance.total(queries.get(q), others.get(i)), offset(TOLERANCE));
            }
            double[] alone = new double[others.size()];
            backend.distances(queries.get(q), others, alone);
            assertThat(alone).containsExactly(out[q]);
        }
    }

    @ParameterizedTest
    @MethodSource("backends")
    void agreesOnNetworksOfTheSizeOfResNet50(DistanceBackend backend) {
        List<NetworkCode> networks = RandomNetworks.large(40, 23);
        double[] out = new double[networks.size()];
        backend.distances(networks.get(30), networks, out);
        assertThat(out)
                .containsExactly(
                        networks.stream()
                                .mapToDouble(other -> EditDistance.total(networks.get(30), other))
                                .toArray(),
                        offset(TOLERANCE));
    }

    @ParameterizedTest
    @MethodSource("backends")
    void leavesOutWhatLiesBeyondTheThreshold(DistanceBackend backend) {
        double[] all = new double[SMALL.size()];
        backend.distances(SMALL.get(200), SMALL, all);
        for (double threshold : new double[] {0, 2.0001, 6.0001, 15.0001, 1000}) {
            double[] within = new double[SMALL.size()];
            backend.distancesWithin(SMALL.get(200), SMALL, threshold, within);
            double[] expected = Arrays.stream(all)
                    .map(distance -> distance <= threshold ? distance : Double.POSITIVE_INFINITY)
                    .toArray();
            assertThat(within).containsExactly(expected, offset(TOLERANCE));
        }
    }

    /** Chains whose lengths and distances differ so much that a first band cannot hold them. */
    @ParameterizedTest
    @MethodSource("backends")
    void agreesOnNetworksThatHaveLittleInCommon(DistanceBackend backend) {
        List<NetworkCode> networks = new ArrayList<>(SMALL.subList(0, 90));
        networks.addAll(RandomNetworks.large(8, 24));
        for (NetworkCode query : List.of(networks.get(3), networks.get(95))) {
            double[] out = new double[networks.size()];
            backend.distances(query, networks, out);
            assertThat(out)
                    .containsExactly(
                            networks.stream()
                                    .mapToDouble(other -> EditDistance.total(query, other))
                                    .toArray(),
                            offset(TOLERANCE));
        }
    }

    @ParameterizedTest
    @MethodSource("backends")
    void servesSeveralThreads(DistanceBackend backend) {
        double[] expected = new double[SMALL.size()];
        backend.distances(SMALL.get(5), SMALL, expected);
        List<double[]> results = IntStream.range(0, 16)
                .parallel()
                .mapToObj(i -> {
                    double[] out = new double[SMALL.size()];
                    backend.distances(SMALL.get(5), SMALL, out);
                    return out;
                })
                .toList();
        assertThat(results).allSatisfy(result -> assertThat(result).containsExactly(expected));
    }

    @ParameterizedTest
    @MethodSource("backends")
    void hasNothingToDoWithoutNetworks(DistanceBackend backend) {
        backend.distances(SMALL.get(0), List.of(), new double[0]);
        backend.distances(List.of(), SMALL, new double[0][]);
        assertThat(backend.name()).isNotBlank();
    }

    @Test
    void theBestUsesTheVectorModuleWhereItIsPresent() {
        assertThat(DistanceBackend.of(SearchSettings.DistanceBackend.AUTO).name())
                .startsWith("vector-");
        assertThat(DistanceBackend.available())
                .extracting(DistanceBackend::name)
                .startsWith("scalar", "batch")
                .anyMatch(name -> name.startsWith("vector-"));
    }

    @ParameterizedTest
    @EnumSource(
            value = SearchSettings.DistanceBackend.class,
            names = {"SCALAR", "BATCH", "VECTOR"})
    void aSettingChooses(SearchSettings.DistanceBackend choice) {
        assertThat(DistanceBackend.of(choice).name()).startsWith(choice.name().toLowerCase(Locale.ROOT));
    }

    @Test
    void saysWhatToDoWithoutCuda() {
        assumeThat(DistanceBackend.available())
                .extracting(DistanceBackend::name)
                .doesNotContain("cuda");
        assertThatThrownBy(() -> DistanceBackend.of(SearchSettings.DistanceBackend.CUDA))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("aiperf.search.distance-backend = cuda: ")
                .hasMessageEndingWith("; or choose auto");
    }

    @Test
    void veryLongChainsDoNotOverflow() {
        int[] symbols = new int[5000];
        NetworkCode other =
                new NetworkCode(new int[] {LayerAlphabet.number(LayerClass.of(new Layer.Relu()))}, new long[0]);
        Arrays.fill(symbols, LayerAlphabet.number(LayerClass.of(new Layer.Add())));
        NetworkCode longest = new NetworkCode(symbols, new long[0]);
        double[] out = new double[1];
        new BatchDistances().distances(longest, List.of(other), out);
        assertThat(out[0]).isEqualTo(5000);
    }
}
