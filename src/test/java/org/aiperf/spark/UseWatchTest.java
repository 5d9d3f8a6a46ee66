// SPDX-License-Identifier: Apache-2.0
package org.aiperf.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.aiperf.device.UseMeter;
import org.aiperf.history.UseMeasured;
import org.junit.jupiter.api.Test;

class UseWatchTest {

    @Test
    void shortRunsHaveSomeRecordsAndLongOnesFew() {
        AtomicInteger seconds = new AtomicInteger();
        InstantSource clock = () -> Instant.ofEpochSecond(seconds.get());
        UseWatch watch = new UseWatch(() -> UseMeter.ofJvm(clock), "1", "node", clock);
        List<UseMeasured> told = new ArrayList<>();
        for (; seconds.get() <= 12 * 3600; seconds.incrementAndGet()) {
            watch.tick().ifPresent(told::add);
        }

        assertThat(told.subList(0, 3)).extracting(UseMeasured::time).containsExactly(5_000L, 15_000L, 30_000L);
        assertThat(told).hasSizeBetween(150, 200);
        assertThat(told.stream().mapToLong(UseMeasured::millis).sum())
                .as("no time is left out")
                .isEqualTo(told.get(told.size() - 1).time());
    }

    @Test
    void aMachineThatDoesNotTellIsAskedNoMore() {
        AtomicInteger asked = new AtomicInteger();
        Supplier<UseMeter> broken = () -> {
            asked.incrementAndGet();
            throw new UnsatisfiedLinkError("libnvidia-ml.so.1: a wrong version");
        };
        UseWatch watch = new UseWatch(broken, "1", "node", InstantSource.system());

        for (int i = 0; i < 100; i++) {
            assertThat(watch.tick()).isEmpty();
        }
        assertThat(watch.goesOn()).isFalse();
        assertThat(asked).hasValue(1);
    }
}
