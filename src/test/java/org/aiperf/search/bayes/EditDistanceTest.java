// SPDX-License-Identifier: Apache-2.0
package org.aiperf.search.bayes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.aiperf.network.Descriptor.Merge;
import org.aiperf.network.Golden;
import org.aiperf.network.Layer;
import org.jgrapht.Graph;
import org.jgrapht.alg.matching.KuhnMunkresMinimalWeightBipartitePerfectMatching;
import org.jgrapht.graph.DefaultWeightedEdge;
import org.jgrapht.graph.SimpleWeightedGraph;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class EditDistanceTest {

    private static final List<NetworkCode> NETWORKS = RandomNetworks.small(60, 11);

    @Test
    void givesTheDistancesOfTheReference() {
        JsonNode golden = Golden.json("distances.json");
        List<NetworkCode> codes = new ArrayList<>();
        golden.get("names").forEach(name -> codes.add(NetworkCode.of(Golden.network(name.asText()))));

        assertThat(codes).hasSize(17);
        for (int i = 0; i < codes.size(); i++) {
            for (int j = 0; j < codes.size(); j++) {
                double layers = golden.get("layers").get(i).get(j).asDouble();
                double skips = golden.get("skips").get(i).get(j).asDouble();
                assertThat(EditDistance.layers(codes.get(i), codes.get(j))).isCloseTo(layers, offset(1e-9));
                assertThat(EditDistance.skips(codes.get(i), codes.get(j))).isCloseTo(skips, offset(1e-9));
                assertThat(EditDistance.total(codes.get(i), codes.get(j))).isCloseTo(layers + skips, offset(1e-9));
            }
        }
    }

    @Test
    void isAMetric() {
        double[][] distance = new double[NETWORKS.size()][NETWORKS.size()];
        for (int i = 0; i < distance.length; i++) {
            for (int j = 0; j < distance.length; j++) {
                distance[i][j] = EditDistance.total(NETWORKS.get(i), NETWORKS.get(j));
            }
        }
        for (int i = 0; i < distance.length; i++) {
            for (int j = 0; j < distance.length; j++) {
                assertThat(distance[i][j]).isCloseTo(distance[j][i], offset(1e-12));
                assertThat(distance[i][j] == 0).isEqualTo(NETWORKS.get(i).equals(NETWORKS.get(j)));
                for (int k = 0; k < distance.length; k++) {
                    assertThat(distance[i][j]).isLessThanOrEqualTo(distance[i][k] + distance[k][j] + 1e-12);
                }
            }
        }
    }

    @Test
    void trimmingAndTheBandChangeNothing() {
        List<NetworkCode> networks = new ArrayList<>(NETWORKS.subList(0, 25));
        SplittableRandom random = new SplittableRandom(3);
        for (int i = 0; i < 25; i++) {
            networks.add(scrambled(NETWORKS.get(i), random));
        }
        networks.add(new NetworkCode(new int[0], new long[0]));
        for (NetworkCode a : networks) {
            Alignment alignment = new Alignment(a);
            for (NetworkCode b : networks) {
                double expected = wholeTable(a, b);
                assertThat(alignment.distance(b)).isCloseTo(expected, offset(1e-12));
                for (double limit : new double[] {-1, 0, 0.4, 1, 3.3, 6, 12, 40, 1000}) {
                    double within = alignment.within(b, limit);
                    if (Math.abs(expected - limit) > 1e-9) {
                        assertThat(within)
                                .isCloseTo(expected <= limit ? expected : Double.POSITIVE_INFINITY, offset(1e-12));
                    }
                }
            }
        }
    }

    static Stream<Assignment> assignments() {
        return Stream.of(
                new ShortestPaths(),
                ((BatchedDistances) DistanceBackends.vector().orElseThrow()).assignment());
    }

    @ParameterizedTest
    @MethodSource("assignments")
    void matchesSkipsAtTheLeastCost(Assignment assignment) {
        SplittableRandom random = new SplittableRandom(5);
        SkipMatching matching = new SkipMatching(assignment);
        // Both methods price a matching in double precision; whole numbers may take one that is as good within
        // rounding.
        double tolerance = assignment instanceof ShortestPaths ? 1e-12 : 1e-6;
        for (int round = 0; round < 420; round++) {
            int most = round < 400 ? 18 : 90;
            long[] a = skips(random.nextInt(most), random);
            long[] b = skips(random.nextInt(most), random);
            double expected = oracle(a, b);
            assertThat(matching.distance(a, b)).isCloseTo(expected, offset(tolerance));
            assertThat(matching.distance(b, a)).isCloseTo(expected, offset(tolerance));
        }
    }

    @Test
    void ignoresWhatTheDistanceDoesNotSee() {
        assertThat(LayerClass.of(new Layer.Dense(10, 20))).isEqualTo(LayerClass.of(new Layer.Dense(30, 40)));
        assertThat(LayerClass.of(new Layer.MaxPool(3, 2, 0)).distance(LayerClass.of(new Layer.MaxPool(3, 2, 1))))
                .isEqualTo(1.0 / 3);
        assertThat(LayerClass.of(new Layer.Relu()).distance(LayerClass.of(new Layer.Add())))
                .isEqualTo(1);
    }

    /** The textbook's table, with nothing left out. */
    private static double wholeTable(NetworkCode a, NetworkCode b) {
        double[][] table = new double[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                if (i == 0 || j == 0) {
                    table[i][j] = i + j;
                    continue;
                }
                double replaced =
                        LayerAlphabet.layer(a.symbols()[i - 1]).distance(LayerAlphabet.layer(b.symbols()[j - 1]));
                table[i][j] = Math.min(Math.min(table[i - 1][j], table[i][j - 1]) + 1, table[i - 1][j - 1] + replaced);
            }
        }
        return table[a.length()][b.length()];
    }

    private static NetworkCode scrambled(NetworkCode code, SplittableRandom random) {
        int[] symbols = code.symbols().clone();
        for (int i = symbols.length - 1; i > 0; i--) {
            int j = random.nextInt(i + 1);
            int swapped = symbols[i];
            symbols[i] = symbols[j];
            symbols[j] = swapped;
        }
        return new NetworkCode(
                Arrays.copyOf(symbols, random.nextInt(symbols.length) + 1),
                code.skips().clone());
    }

    private static long[] skips(int count, SplittableRandom random) {
        return random.longs(count)
                .map(bits -> Skips.pack(
                        (int) (bits >>> 60), 1 + (int) (bits >>> 57 & 7), (bits & 3) == 0 ? Merge.CONCAT : Merge.ADD))
                .sorted()
                .toArray();
    }

    /** A perfect matching of both sets, the smaller one filled up with skips at distance 1 from all. */
    private static double oracle(long[] a, long[] b) {
        int size = Math.max(a.length, b.length);
        if (size == 0) {
            return 0;
        }
        Graph<Integer, DefaultWeightedEdge> graph = new SimpleWeightedGraph<>(DefaultWeightedEdge.class);
        Set<Integer> left = new LinkedHashSet<>();
        Set<Integer> right = new LinkedHashSet<>();
        for (int i = 0; i < size; i++) {
            left.add(i);
            right.add(size + i);
        }
        left.forEach(graph::addVertex);
        right.forEach(graph::addVertex);
        for (int i = 0; i < size; i++) {
            for (int j = 0; j < size; j++) {
                double cost = i < a.length && j < b.length && Skips.merge(a[i]) == Skips.merge(b[j])
                        ? Skips.distance(Skips.from(a[i]), Skips.length(a[i]), Skips.from(b[j]), Skips.length(b[j]))
                        : 1;
                graph.setEdgeWeight(graph.addEdge(i, size + j), cost);
            }
        }
        return new KuhnMunkresMinimalWeightBipartitePerfectMatching<>(graph, left, right)
                .getMatching()
                .getWeight();
    }
}
