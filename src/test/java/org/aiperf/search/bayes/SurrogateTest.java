// SPDX-License-Identifier: Apache-2.0
package org.aiperf.search.bayes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SurrogateTest {

    private static final List<NetworkCode> NETWORKS = RandomNetworks.small(101, 4);
    private static final List<Query> QUERY = List.of(new Query(NETWORKS.get(100), Origin.NONE));

    @Test
    void predictsAsAGaussianProcessOverAllNetworks() {
        Snapshot snapshot = filled(40, 40);
        Surrogate unfitted = Surrogate.blended(new ScalarDistances());
        for (int i = 0; i < 40; i++) {
            unfitted.add(NETWORKS.get(i), Origin.NONE);
            unfitted.value(i, accuracy(i));
        }

        assertThat(snapshot.isExact()).isTrue();
        assertThat(unfitted.snapshot().isExact()).isFalse();
        Posterior all = snapshot.predict(QUERY).get(0);
        Posterior near = snapshot.predictNear(QUERY, 0).get(0);
        // Fewer networks than there are neighbours: both see all of them.
        assertThat(near.mean()).isCloseTo(all.mean(), offset(1e-9));
        assertThat(near.deviation()).isCloseTo(all.deviation(), offset(1e-9));
    }

    @Test
    void aFewNeighboursPredictNearlyAsWellAsAll() {
        Snapshot snapshot = filled(100, 80);
        Posterior all = snapshot.predict(QUERY).get(0);
        Posterior near = snapshot.predictNear(QUERY, 3).get(0);
        assertThat(near.mean()).isCloseTo(all.mean(), offset(0.02));
    }

    @Test
    void severalAtOnceArePredictedAsEachAlone() {
        for (DistanceBackend backend : DistanceBackend.available()) {
            Snapshot snapshot = taught(80, 70, backend).snapshot();
            List<Query> queries = NETWORKS.subList(80, 100).stream()
                    .map(network -> new Query(network, new Origin(0.6, 1)))
                    .toList();
            List<Posterior> all = snapshot.predict(queries);
            List<Posterior> near = snapshot.predictNear(queries, 3);
            for (int q = 0; q < queries.size(); q++) {
                requireAlike(all.get(q), snapshot.predict(queries.subList(q, q + 1)));
                requireAlike(near.get(q), snapshot.predictNear(queries.subList(q, q + 1), 3));
            }
        }
    }

    private static void requireAlike(Posterior together, List<Posterior> alone) {
        assertThat(together.mean()).isCloseTo(alone.get(0).mean(), offset(1e-4));
        assertThat(together.deviation()).isCloseTo(alone.get(0).deviation(), offset(1e-4));
    }

    @Test
    void theAncestorIsLookedAtHoweverManyEqualItInDistance() {
        Surrogate surrogate = Surrogate.blended(new ScalarDistances());
        for (int i = 0; i < 200; i++) {
            surrogate.value(surrogate.add(NETWORKS.get(5), Origin.NONE), i == 199 ? 0.9 : 0.5);
        }
        surrogate.fit();
        List<Query> child = List.of(new Query(NETWORKS.get(6), Origin.NONE));
        assertThat(surrogate.snapshot().predictNear(child, 199).get(0).mean())
                .isGreaterThan(surrogate.snapshot().predictNear(child, 0).get(0).mean());
    }

    @Test
    void takesAnAccuracyThatComesLate() {
        Surrogate late = taught(30, 20);
        for (int i = 20; i < 30; i++) {
            late.value(i, accuracy(i));
        }
        late.fit();
        assertThat(late.snapshot().predict(QUERY).get(0).mean())
                .isCloseTo(filled(30, 30).predict(QUERY).get(0).mean(), offset(0.02));
    }

    @Test
    void aNetworkThatWasPredictedBecomesARowLikeAnyOther() {
        Surrogate surrogate = taught(60, 60);
        surrogate.snapshot().predict(List.of(new Query(NETWORKS.get(70), Origin.NONE)));
        surrogate.snapshot().predict(List.of(new Query(NETWORKS.get(70), Origin.NONE)));
        Surrogate unasked = taught(60, 60);
        for (int row : new int[] {60, 61, 70, 62}) {
            add(surrogate, row);
            add(unasked, row);
        }
        assertThat(surrogate.snapshot().predict(QUERY).get(0))
                .isEqualTo(unasked.snapshot().predict(QUERY).get(0));
    }

    @Test
    void aSnapshotServesManyWhileTheModelLearnsOn() {
        Surrogate surrogate = taught(40, 40);
        Snapshot snapshot = surrogate.snapshot();
        Posterior all = snapshot.predict(QUERY).get(0);
        Posterior near = snapshot.predictNear(QUERY, 7).get(0);
        IntStream.range(39, 100).parallel().forEach(row -> {
            synchronized (surrogate) {
                if (row > 39) {
                    add(surrogate, row);
                }
            }
            requirePrediction(surrogate);
            assertThat(snapshot.predict(QUERY).get(0)).isEqualTo(all);
            assertThat(snapshot.predictNear(QUERY, 7).get(0)).isEqualTo(near);
        });
        assertThat(surrogate.size()).isEqualTo(100);
    }

    private static void requirePrediction(Surrogate surrogate) {
        Snapshot now;
        synchronized (surrogate) {
            now = surrogate.snapshot();
        }
        assertThat(now.predictNear(QUERY, 7).get(0).mean()).isBetween(0.5, 0.8);
    }

    private static void add(Surrogate surrogate, int network) {
        surrogate.value(surrogate.add(NETWORKS.get(network), Origin.NONE), accuracy(network));
        surrogate.fit();
    }

    private static Snapshot filled(int networks, int valued) {
        return taught(networks, valued).snapshot();
    }

    private static Surrogate taught(int networks, int valued) {
        return taught(networks, valued, new ScalarDistances());
    }

    private static Surrogate taught(int networks, int valued, DistanceBackend backend) {
        Surrogate surrogate = Surrogate.blended(backend);
        for (int i = 0; i < networks; i++) {
            surrogate.add(NETWORKS.get(i), Origin.NONE);
            if (i < valued) {
                surrogate.value(i, accuracy(i));
            }
        }
        surrogate.fit();
        return surrogate;
    }

    private static double accuracy(int i) {
        return 0.5 + 0.3 * (1 - Math.exp(-NETWORKS.get(i).length() / 80.0));
    }
}
