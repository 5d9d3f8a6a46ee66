// SPDX-License-Identifier: Apache-2.0
package org.aiperf.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.aiperf.network.Network;
import org.aiperf.network.SeedNetworks;
import org.aiperf.network.Shape.FeatureMap;
import org.aiperf.search.bayes.NetworkCode;
import org.aiperf.search.morph.MorphKind;
import org.aiperf.search.morph.MorphLimits;
import org.aiperf.search.morph.MorphSampler;
import org.junit.jupiter.api.Test;

class FirstRoundTest {

    private static final FeatureMap IMAGES = new FeatureMap(16, 16, 1);
    private static final List<Network> SEEDS =
            List.of(SeedNetworks.named("resnet-8", IMAGES, 4), SeedNetworks.named("resnet-14", IMAGES, 4));
    private static final int KINDS = 3;

    @Test
    void trainsEverySeedNetworkAndThenEveryKindOfMorphOnEachOfThem() {
        List<Proposal> round = round(firstRound(1, roomy()), SEEDS.size() + KINDS * SEEDS.size());

        assertThat(round.subList(0, SEEDS.size()))
                .extracting(proposal -> proposal.model().network().network())
                .isEqualTo(SEEDS);
        assertThat(round.subList(SEEDS.size(), round.size()))
                .allSatisfy(proposal -> assertThat(proposal.morphs()).hasSize(1))
                .extracting(proposal -> proposal.morphs().get(0).getClass().getSimpleName() + " of "
                        + proposal.model().seedLayers())
                .containsExactlyInAnyOrderElementsOf(SEEDS.stream()
                        .flatMap(seed -> Stream.of("Widen of ", "Deepen of ", "SkipAdd of ")
                                .map(kind -> kind + seed.layers().size()))
                        .toList());
    }

    @Test
    void takesNumbersOfMorphsInTurn() {
        List<Proposal> round = round(firstRound(3, roomy()), 2 + 3 * KINDS * SEEDS.size());

        assertThat(round.subList(2, round.size()))
                .extracting(proposal -> proposal.morphs().size())
                .containsOnly(1, 2, 3)
                .filteredOn(size -> size == 3)
                .hasSize(KINDS * SEEDS.size());
    }

    @Test
    void keepsManySlotsBusyWithDistinctNetworksAndIsRepeatable() {
        List<Proposal> round = round(firstRound(1, roomy()), 300);

        Set<Long> hashes = new HashSet<>();
        round.forEach(proposal -> hashes.add(hash(proposal)));
        assertThat(hashes).hasSize(300);
        assertThat(round(firstRound(1, roomy()), 300)).isEqualTo(round);
    }

    @Test
    void saysWhichLimitsLeaveNoRoom() {
        FirstRound round = firstRound(1, new MorphLimits(1, 1, 1, 1, 1));

        assertThatThrownBy(() -> round(round, SEEDS.size() + 1))
                .isInstanceOf(ExhaustedException.class)
                .hasMessageContaining("no further network after 2")
                .hasMessageContaining("max-layers");
    }

    private static FirstRound firstRound(int mostMorphs, MorphLimits limits) {
        return new FirstRound(
                SEEDS,
                Stream.of(MorphKind.WIDEN, MorphKind.DEEPEN, MorphKind.SKIP_ADD)
                        .map(kind -> new MorphSampler(List.of(kind), limits))
                        .toList(),
                mostMorphs);
    }

    private static MorphLimits roomy() {
        return new MorphLimits(1000, 10_000_000, 1e15, 1e15, 1);
    }

    /** Proposals for trials that all begin before the first of them ends. */
    private static List<Proposal> round(FirstRound opening, int trials) {
        SearchHistory history = new SearchHistory();
        List<Proposal> round = new ArrayList<>();
        for (int i = 0; i < trials; i++) {
            Proposal proposal = opening.suggest(history, new SplittableRandom(i));
            round.add(proposal);
            NetworkCode code = NetworkCode.of(proposal.model().network().network());
            history.add(List.of(new Observation("t" + i, i, hash(proposal), code, null)));
        }
        return round;
    }

    private static long hash(Proposal proposal) {
        return proposal.model().network().network().hash();
    }
}
