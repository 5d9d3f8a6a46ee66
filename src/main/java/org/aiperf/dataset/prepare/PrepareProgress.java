// SPDX-License-Identifier: Apache-2.0
package org.aiperf.dataset.prepare;

import java.time.Duration;
import java.util.Optional;

/**
 * How the making of a data set stands.
 *
 * @param images to be made in all
 * @param before of them, those that were there when the command started
 * @param done images made since
 * @param bytes of the images made since
 * @param rejected corrupt images among them
 * @param elapsed since the start
 */
public record PrepareProgress(long images, long before, long done, long bytes, long rejected, Duration elapsed) {

    /** Images a second. */
    public double rate() {
        return elapsed.isZero() ? 0 : done * 1e9 / elapsed.toNanos();
    }

    /** Share of the whole that is done, 0 to 1. */
    public double share() {
        return images == 0 ? 1 : Math.min(1, (double) (before + done) / images);
    }

    /** What is left at the present rate, once there is one. */
    public Optional<Duration> timeLeft() {
        double rate = rate();
        long left = Math.max(0, images - before - done);
        return rate == 0 ? Optional.empty() : Optional.of(Duration.ofMillis((long) (1000 * left / rate)));
    }
}
