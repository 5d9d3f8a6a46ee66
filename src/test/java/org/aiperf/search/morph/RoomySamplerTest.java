// SPDX-License-Identifier: Apache-2.0
package org.aiperf.search.morph;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.aiperf.network.Network;
import org.aiperf.network.SeedNetworks;
import org.aiperf.network.Shape.FeatureMap;
import org.aiperf.search.morph.MorphSampler.Step;
import org.junit.jupiter.api.Test;

class RoomySamplerTest {

    private static final Network NETWORK = SeedNetworks.named("resnet-8", new FeatureMap(16, 16, 1), 4);
    private static final List<MorphKind> KINDS =
            List.of(MorphKind.WIDEN, MorphKind.INSERT_BASIC_BLOCK, MorphKind.NARROW, MorphKind.REMOVE_BRANCH);

    private final SplittableRandom random = new SplittableRandom(1);

    @Test
    void aKindThatHasNoRoomMakesSomeFirst() {
        MorphLimits full = limits(MorphLimits.operations(NETWORK));
        RoomySampler sampler = new RoomySampler(KINDS, full);
        Set<MorphKind> last = EnumSet.noneOf(MorphKind.class);
        for (int i = 0; i < 60; i++) {
            List<Step> steps = sampler.draw(NETWORK, random, child -> !child.equals(NETWORK));
            assertThat(steps).hasSizeBetween(1, 2).allMatch(step -> full.admit(step.child()));
            assertThat(steps.get(0).morph().kind().grows()).isFalse();
            last.add(steps.get(steps.size() - 1).morph().kind());
        }
        assertThat(last).contains(MorphKind.WIDEN, MorphKind.INSERT_BASIC_BLOCK);
    }

    @Test
    void whereThereIsRoomOneMorphIsEnough() {
        RoomySampler sampler = new RoomySampler(KINDS, limits(1e12));
        for (int i = 0; i < 20; i++) {
            assertThat(sampler.draw(NETWORK, random, any -> true)).hasSize(1);
        }
    }

    @Test
    void givesUpWhereNothingFits() {
        assertThat(new RoomySampler(List.of(MorphKind.WIDEN), limits(1)).draw(NETWORK, random, any -> true))
                .isEmpty();
        assertThat(new RoomySampler(KINDS, limits(1e12)).draw(NETWORK, random, none -> false))
                .isEmpty();
    }

    private static MorphLimits limits(double operations) {
        return new MorphLimits(200, 10_000_000, operations, 1e12, 1);
    }
}
