// SPDX-License-Identifier: Apache-2.0
package org.aiperf.spark;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.aiperf.history.Receipt;

/** Hands out the head of a run's hash chain at its start, every hour, and at its end. Confined to a thread. */
final class HourlyReceipts {

    private static final Duration INTERVAL = Duration.ofHours(1);

    private final Supplier<String> head;
    private final InstantSource clock;
    private final Consumer<Receipt> taker;
    private Instant next = Instant.MIN;

    /** @param head the present head */
    HourlyReceipts(Supplier<String> head, InstantSource clock, Consumer<Receipt> taker) {
        this.head = head;
        this.clock = clock;
        this.taker = taker;
    }

    /** Hands one out if it is time. */
    void look() {
        Instant now = clock.instant();
        if (!now.isBefore(next)) {
            next = now.plus(INTERVAL);
            taker.accept(new Receipt(now.truncatedTo(ChronoUnit.SECONDS), head.get()));
        }
    }

    /** Hands the last one out. */
    void end() {
        next = Instant.MIN;
        look();
    }
}
