// SPDX-License-Identifier: Apache-2.0
package org.aiperf.spark;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** A clock that goes on by the same step whenever it is read. */
final class AdvancingClock implements InstantSource {

    private final Duration step;
    private Instant now;

    AdvancingClock(Instant first, Duration step) {
        this.now = first;
        this.step = step;
    }

    @Override
    public synchronized Instant instant() {
        Instant shown = now;
        now = now.plus(step);
        return shown;
    }
}
