// SPDX-License-Identifier: Apache-2.0
package org.aiperf.trial;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** Tells the driver between two epochs that a training makes progress, as seldom as will do. Confined to its thread. */
final class Heartbeat {

    private final TrialDesk desk;
    private final String trial;
    private final Duration interval;
    private final InstantSource clock;
    private Instant next;

    Heartbeat(TrialDesk desk, String trial, Duration interval, InstantSource clock) {
        this.desk = desk;
        this.trial = trial;
        this.interval = interval;
        this.clock = clock;
        this.next = clock.instant().plus(interval);
    }

    void onStep() {
        Instant now = clock.instant();
        if (!now.isBefore(next)) {
            desk.alive(trial);
            next = now.plus(interval);
        }
    }
}
