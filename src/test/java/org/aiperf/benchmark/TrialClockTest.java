// SPDX-License-Identifier: Apache-2.0
package org.aiperf.benchmark;

import static org.aiperf.history.Records.START;
import static org.aiperf.history.Records.ended;
import static org.aiperf.history.Records.epoch;
import static org.assertj.core.api.Assertions.assertThat;

import org.aiperf.history.TrialEnded.State;
import org.junit.jupiter.api.Test;

class TrialClockTest {

    private static final long BEGIN = START.toEpochMilli();

    @Test
    void anExecutorsClockIsPutOnTheDrivers() {
        TrialClock clock = new TrialClock(BEGIN, BEGIN + 5_000);

        assertThat(clock.stamped(epoch(10, "t0", 1, 0.5), BEGIN + 15_000).time())
                .isEqualTo(BEGIN + 15_000);
        assertThat(clock.stamped(ended(12, "t0", State.FINISHED, "done"), BEGIN + 17_003)
                        .time())
                .isEqualTo(BEGIN + 17_000);
    }

    @Test
    void aSlowFirstMessageDoesNotPushTheEndIntoTheNextTrial() {
        TrialClock clock = new TrialClock(BEGIN, BEGIN + 900);

        assertThat(clock.stamped(ended(12, "t0", State.FINISHED, "done"), BEGIN + 12_001)
                        .time())
                .isEqualTo(BEGIN + 12_001);
    }

    @Test
    void timesNeverRunBackwards() {
        TrialClock clock = new TrialClock(BEGIN, BEGIN);
        long first = clock.stamped(epoch(10, "t0", 1, 0.5), BEGIN + 10_000).time();

        assertThat(clock.stamped(epoch(3, "t0", 2, 0.5), BEGIN + 20_000).time()).isEqualTo(first);
    }
}
