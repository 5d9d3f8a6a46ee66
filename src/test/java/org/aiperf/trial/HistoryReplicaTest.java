// SPDX-License-Identifier: Apache-2.0
package org.aiperf.trial;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.aiperf.search.HistoryChunk;
import org.aiperf.search.SyntheticHistory;
import org.aiperf.search.SyntheticHistory.Step;
import org.junit.jupiter.api.Test;

class HistoryReplicaTest {

    private static final List<Step> STEPS = SyntheticHistory.of(400, 24, 9);

    @Test
    void replicasOfAVersionAreEqualHoweverTheyCameThere() {
        RecordingDesk desk = new RecordingDesk();
        TrialDesk remote = DeskMessages.client(message -> DeskMessages.answer(desk, message), desk);
        HistoryReplica eager = new HistoryReplica();
        HistoryReplica lazy = new HistoryReplica();
        SplittableRandom random = new SplittableRandom(3);
        for (int i = 0; i < STEPS.size(); i++) {
            desk.observe(STEPS.get(i).observation(), STEPS.get(i).parent());
            eager.refresh(remote);
            if (random.nextInt(150) == 0) {
                lazy.refresh(remote);
            }
        }
        lazy.refresh(remote);
        int fetchedByOld = desk.fetched.size();
        HistoryReplica replacement = new HistoryReplica();
        replacement.refresh(remote);

        assertThat(eager.size()).isEqualTo(400);
        assertThat(lazy.snapshot().observations()).isEqualTo(eager.snapshot().observations());
        assertThat(replacement.snapshot().observations())
                .isEqualTo(eager.snapshot().observations());
        // One that asks all the time needs no chunk but those that a tail ended in; a new one needs all, each once.
        int sealed = STEPS.size() / HistoryChunk.SIZE;
        assertThat(desk.fetched.subList(fetchedByOld, desk.fetched.size()))
                .containsExactlyElementsOf(IntStream.range(0, sealed).boxed().toList());
        assertThat(desk.fetched).hasSizeLessThanOrEqualTo(3 * sealed);
    }

    private static final class RecordingDesk extends LocalDesk {

        private final List<Integer> fetched = new ArrayList<>();

        RecordingDesk() {
            super(0, 1, 0);
        }

        @Override
        public synchronized List<HistoryChunk> chunks(int from, int to) {
            for (int i = from; i < to; i++) {
                fetched.add(i);
            }
            return super.chunks(from, to);
        }
    }
}
