// SPDX-License-Identifier: Apache-2.0
package org.aiperf.report;

import static org.aiperf.history.Records.START;
import static org.aiperf.history.Records.ended;
import static org.aiperf.history.Records.epoch;
import static org.aiperf.history.Records.history;
import static org.aiperf.history.Records.settings;
import static org.aiperf.history.Records.started;
import static org.aiperf.history.Records.stopped;
import static org.aiperf.history.Records.trial;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.aiperf.history.History;
import org.aiperf.history.HistoryRecord;
import org.aiperf.history.Phase;
import org.aiperf.history.TrialEnded.State;
import org.aiperf.report.Timeline.Segment;
import org.junit.jupiter.api.Test;

class TimelineTest {

    @Test
    void tellsWhatASlotDidAtAnyTime() {
        History history = history(
                started(0, "run", 1, settings()),
                trial(0, "t0", 0, "10/0", null),
                epoch(11, "t0", 1, 0.5),
                ended(12, "t0", State.FINISHED, "Its budget was used up."),
                trial(16, "t1", 1, "10/0", 4000L),
                ended(18, "t1", State.FAILED, "The loss was not a number."),
                trial(0, "t2", 2, "9/0", null),
                ended(20, "t2", State.FINISHED, "Its budget was used up."),
                stopped(21, true));

        Timeline timeline = Timeline.of(history, START.plusSeconds(60));

        assertThat(timeline.slots()).containsExactly("9/0", "10/0");
        assertThat(timeline.segments())
                .extracting(TimelineTest::text)
                .containsExactly(
                        "0: 0-20000 OVERHEAD",
                        "1: 0-1000 OVERHEAD",
                        "1: 1000-2000 DATA",
                        "1: 2000-8000 TRAINING",
                        "1: 8000-9000 OVERHEAD",
                        "1: 9000-11000 EVALUATION",
                        "1: 11000-12000 OVERHEAD",
                        "1: 12000-14000 IDLE",
                        "1: 14000-16000 SEARCH",
                        "1: 16000-18000 UNFINISHED",
                        "1: 18000-20000 IDLE");
        assertThat(timeline.occupancy(4)).hasEntrySatisfying(Phase.OVERHEAD, parts -> assertThat(parts[1])
                .isCloseTo(1.2, within(1e-9)));
        assertThat(timeline.occupancy(4)).hasEntrySatisfying(Phase.TRAINING, parts -> assertThat(parts[1])
                .isCloseTo(0.6, within(1e-9)));
    }

    @Test
    void showsFewerSlotsAndWhatPrevailsWhereThereIsTooMuch() {
        List<HistoryRecord> records = new ArrayList<>(List.of(started(0, "run", 1, settings())));
        for (int slot = 0; slot < 10; slot++) {
            for (int i = 0; i < 100; i++) {
                String id = "t" + slot + "-" + i;
                records.add(trial(20 * i, id, i, "driver/" + slot, i == 0 ? null : 8000L));
                records.add(epoch(20 * i + 11, id, 1, 0.5));
                records.add(ended(20 * i + 12, id, State.FINISHED, "Its budget was used up."));
            }
        }
        Timeline all = Timeline.of(history(records.toArray(HistoryRecord[]::new)), START);

        Timeline thin = all.thinned(4, 400);

        assertThat(thin.slots()).containsExactly("driver/0", "driver/2", "driver/5", "driver/7");
        assertThat(thin.segments()).hasSizeLessThanOrEqualTo(400);
        assertThat(thin.begin()).isEqualTo(all.begin());
        assertThat(thin.end()).isEqualTo(all.end());
        assertThat(Stream.of(thin).flatMap(each -> each.segments().stream()).map(Segment::phase))
                .contains(Phase.TRAINING);
        assertThat(all.thinned(10, 100_000)).isSameAs(all);
    }

    private static String text(Segment segment) {
        long start = START.toEpochMilli();
        return "%d: %d-%d %s".formatted(segment.slot(), segment.from() - start, segment.to() - start, segment.phase());
    }
}
