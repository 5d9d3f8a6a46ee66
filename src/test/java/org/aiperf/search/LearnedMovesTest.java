// SPDX-License-Identifier: Apache-2.0
package org.aiperf.search;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SplittableRandom;
import org.aiperf.search.bayes.NetworkCode;
import org.aiperf.search.morph.MorphKind;
import org.aiperf.search.morph.MorphLimits;
import org.junit.jupiter.api.Test;

class LearnedMovesTest {

    private static final List<MorphKind> KINDS =
            List.of(MorphKind.WIDEN, MorphKind.DEEPEN, MorphKind.SKIP_ADD, MorphKind.NARROW);

    private final LearnedMoves moves = new LearnedMoves(KINDS, new MorphLimits(100, 1_000_000, 1e12, 1e12, 1));

    @Test
    void aKindThatKeepsFailingIsDrawnLessAndNeverGivenUp() {
        SearchHistory history = new SearchHistory();
        history.add(List.of(trial(0, 0.5, OptionalInt.empty(), Set.of())));
        for (int i = 1; i <= 60; i++) {
            MorphKind kind = i % 2 == 0 ? MorphKind.SKIP_ADD : MorphKind.WIDEN;
            history.add(List.of(trial(i, kind == MorphKind.WIDEN ? 0.6 : 0.4, OptionalInt.of(0), Set.of(kind))));
        }
        int failing = 0;
        int winning = 0;
        for (int seed = 0; seed < 20; seed++) {
            List<MorphKind> tickets = moves.tickets(history, new SplittableRandom(seed));
            assertThat(tickets).containsAll(KINDS);
            // What nobody has tried may be as good as what always wins.
            assertThat(Collections.frequency(tickets, MorphKind.WIDEN))
                    .isBetween(Collections.frequency(tickets, MorphKind.SKIP_ADD), tickets.size() / 2);
            failing += Collections.frequency(tickets, MorphKind.SKIP_ADD);
            winning += Collections.frequency(tickets, MorphKind.WIDEN);
        }
        assertThat(winning).isGreaterThan(2 * failing);
    }

    @Test
    void theSeedDecides() {
        SearchHistory nothing = new SearchHistory();
        assertThat(moves.tickets(nothing, new SplittableRandom(4)))
                .isEqualTo(moves.tickets(nothing, new SplittableRandom(4)))
                .isNotEqualTo(moves.tickets(nothing, new SplittableRandom(5)));
    }

    private static Observation trial(int sequence, double accuracy, OptionalInt parent, Set<MorphKind> kinds) {
        return new Observation(
                "t" + sequence, sequence, sequence, NetworkCode.EMPTY, accuracy, new Descent(parent, kinds));
    }
}
