// SPDX-License-Identifier: Apache-2.0
package org.aiperf.search.bayes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.aiperf.network.Network;
import org.aiperf.network.SeedNetworks;
import org.aiperf.network.Shape.FeatureMap;
import org.aiperf.search.morph.MorphKind;
import org.aiperf.search.morph.MorphLimits;
import org.aiperf.search.morph.MorphSampler;
import org.junit.jupiter.api.Test;

class BlendTest {

    private static final Network ROOT = SeedNetworks.named("resnet-8", new FeatureMap(32, 32, 3), 10);
    private static final Blend BLEND = new Blend(new Kernel(4, 0.05), 0.5, 2, 0.3, 0.02);

    @Test
    void aSkipIsFarInEditDistanceAndNearInStructure() {
        NetworkCode root = NetworkCode.of(ROOT);
        NetworkCode skipped = NetworkCode.of(child(MorphKind.SKIP_ADD));
        NetworkCode wider = NetworkCode.of(child(MorphKind.WIDEN));

        assertThat(EditDistance.total(root, skipped)).isGreaterThan(2 * EditDistance.total(root, wider));
        assertThat(traits(root).away(traits(skipped))).isLessThan(traits(root).away(traits(wider)));
    }

    @Test
    void aNetworkIsWhollyLikeItselfAndLessLikeOthers() {
        Traits a = Traits.of(new Query(NetworkCode.of(ROOT), new Origin(0.8, 3)));
        Traits b = Traits.of(new Query(NetworkCode.of(child(MorphKind.WIDEN)), new Origin(0.9, 5)));
        Traits root = traits(NetworkCode.of(ROOT));
        double[] covariances = BLEND.at(new double[] {0, 1, 0}, a, new Traits[] {a, b, root});

        assertThat(covariances[0]).isCloseTo(1, offset(1e-12));
        assertThat(covariances[1]).isBetween(0.1, 0.9);
        // A network with a parent and one without have no origin in common.
        assertThat(covariances[2]).isCloseTo(0.7, offset(1e-12));
    }

    @Test
    void distanceAloneIsWhatItWas() {
        Kernel kernel = new Kernel(4, 0.05);
        Traits root = traits(NetworkCode.of(ROOT));
        assertThat(Blend.pure(kernel).at(new double[] {0, 3}, root, new Traits[] {root, root}))
                .containsExactly(1, kernel.at(3));
    }

    @Test
    void findsThatStructureMadeTheValues() {
        SplittableRandom random = new SplittableRandom(3);
        List<NetworkCode> codes = RandomNetworks.grown(ROOT, 80, 3, 7).stream()
                .map(NetworkCode::of)
                .toList();
        Traits[] traits = codes.stream().map(BlendTest::traits).toArray(Traits[]::new);
        double[] values = Arrays.stream(traits)
                .mapToDouble(each -> 0.5 + 0.05 * each.structure()[0] + 0.002 * random.nextGaussian())
                .toArray();
        double[][] distances = IntStream.range(0, codes.size())
                .mapToObj(i -> codes.subList(0, i).stream()
                        .mapToDouble(other -> EditDistance.total(codes.get(i), other))
                        .toArray())
                .toArray(double[][]::new);

        assertThat(BlendFit.of(distances, traits, values).structure()).isGreaterThanOrEqualTo(0.6);
    }

    private static Traits traits(NetworkCode code) {
        return Traits.of(new Query(code, Origin.NONE));
    }

    private static Network child(MorphKind kind) {
        return new MorphSampler(List.of(kind), new MorphLimits(200, 1L << 30, 1e15, 1e15, 1))
                .draw(ROOT, new SplittableRandom(2), any -> true)
                .orElseThrow()
                .child();
    }
}
