// SPDX-License-Identifier: Apache-2.0
package org.aiperf.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import org.aiperf.network.InvalidNetworkException;
import org.aiperf.search.SyntheticHistory.Step;
import org.aiperf.search.bayes.NetworkCode;
import org.aiperf.search.bayes.NumberWriter;
import org.junit.jupiter.api.Test;

class HistoryChunkTest {

    private static final int TRIALS = 700;
    private static final List<Step> STEPS = SyntheticHistory.of(TRIALS, 32, 5);
    private static final ObservationLog LOG = SyntheticHistory.log(STEPS);

    @Test
    void chunksAndTailTellTheWholeHistory() {
        SearchHistory replayed = new SearchHistory();
        List<Observation> all = new ArrayList<>();
        for (int i = 0; i < LOG.sealed(); i++) {
            List<Observation> read = LOG.chunk(i).read(replayed);
            assertThat(read).hasSize(HistoryChunk.SIZE);
            replayed.add(read);
            all.addAll(read);
        }
        List<Observation> tail = LOG.tail(0).read(replayed);
        replayed.add(tail);
        all.addAll(tail);

        assertThat(all)
                .containsExactlyElementsOf(STEPS.stream().map(Step::observation).toList());
        assertThat(LOG.version()).isEqualTo(STEPS.size());
        assertThat(LOG.sealed()).isEqualTo(STEPS.size() / HistoryChunk.SIZE);
        assertThat(LOG.tail(LOG.version() - 3).read(replayed)).isEqualTo(all.subList(all.size() - 3, all.size()));
        assertThat(LOG.tail(LOG.version()).read(replayed)).isEmpty();
    }

    /** The figure of a long history is larger by a few bytes: its parents are older. */
    @Test
    void aTrialOfResNet50SizeTakesAtMost64Bytes() {
        int bytes = 0;
        for (int i = 0; i < LOG.sealed(); i++) {
            bytes += LOG.chunk(i).toBytes().length;
        }
        double perObservation = (double) bytes / LOG.sealed() / HistoryChunk.SIZE;
        assertThat(perObservation * STEPS.size() / TRIALS).isLessThan(64);
        assertThat(STEPS).anyMatch(step -> step.observation().code().length() > 215);
    }

    @Test
    void aResumedRunMayTellATrialWithItsAccuracyAtOnceAndWithoutAParent() {
        Observation known = STEPS.get(STEPS.size() - 1).observation();
        ObservationLog log = new ObservationLog();
        log.add(known, OptionalInt.of(17));
        log.add(known, OptionalInt.empty());
        assertThat(log.tail(0).read(new SearchHistory())).containsExactly(known, known);
    }

    @Test
    void refusesWhatItCannotRead() {
        HistoryChunk second = LOG.chunk(1);
        assertThatThrownBy(() -> second.read(new SearchHistory()))
                .isInstanceOf(InvalidNetworkException.class)
                .hasMessageContaining("refers to trial");

        byte[] bytes = LOG.chunk(0).toBytes();
        assertRefused(new byte[0], "ends too early");
        assertRefused(new byte[] {7}, "is in format 7");
        assertRefused(length(1 << 30), "the length is out of range");
        assertRefused(Arrays.copyOf(bytes, bytes.length / 2), "bytes that it promises");
        assertRefused(Arrays.copyOf(bytes, bytes.length + 1), "bytes that it promises");
        SplittableRandom random = new SplittableRandom(4);
        for (int i = 0; i < 500; i++) {
            byte[] other = bytes.clone();
            other[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
            assertThat(isRefusedOrHarmless(HistoryChunk.ofBytes(other))).isTrue();
        }
    }

    /** The last bits of a deflated stream mean nothing. */
    private static boolean isRefusedOrHarmless(HistoryChunk chunk) {
        try {
            return chunk.read(new SearchHistory()).equals(LOG.chunk(0).read(new SearchHistory()));
        } catch (InvalidNetworkException e) {
            return true;
        }
    }

    private static void assertRefused(byte[] bytes, String message) {
        assertThatThrownBy(() -> HistoryChunk.ofBytes(bytes).read(new SearchHistory()))
                .isInstanceOf(InvalidNetworkException.class)
                .hasMessageStartingWith("A chunk of the history cannot be read: ")
                .hasMessageContaining(message);
    }

    private static byte[] length(int length) {
        NumberWriter out = new NumberWriter();
        out.number(2);
        out.number(length);
        return out.toBytes();
    }

    @Test
    void networksThatAreUnlikeEachOtherTravelToo() {
        ObservationLog log = new ObservationLog();
        NetworkCode code = STEPS.get(0).observation().code();
        log.add(new Observation("a", 0, 1, code, null), OptionalInt.empty());
        log.add(new Observation("b", 1, 2, NetworkCode.EMPTY, 0.5), OptionalInt.of(0));
        log.add(new Observation("c", 2, 3, code, null), OptionalInt.of(1));
        assertThat(log.tail(0).read(new SearchHistory()))
                .extracting(Observation::code)
                .containsExactly(code, NetworkCode.EMPTY, code);
    }
}
