// SPDX-License-Identifier: Apache-2.0
package org.aiperf.unit;

import java.time.Duration;

/**
 * A number of analytically counted elementary operations, at least zero. Fractions occur where a cost per optimizer
 * step is spread over the images of a batch.
 *
 * @param count operations
 */
public record Operations(double count) implements Comparable<Operations> {

    public static final Operations NONE = new Operations(0);

    public Operations {
        if (!(count >= 0) || Double.isInfinite(count)) {
            throw new IllegalArgumentException("Operations must be a finite number from 0, not " + count);
        }
    }

    public Operations plus(Operations other) {
        return new Operations(count + other.count);
    }

    /**
     * The average rate of these operations over a time.
     *
     * @throws IllegalArgumentException if the time is not positive
     */
    public Rate per(Duration time) {
        if (time.isZero() || time.isNegative()) {
            throw new IllegalArgumentException("A rate needs a positive time, not " + time);
        }
        return new Rate(count / (time.toNanos() / 1e9));
    }

    @Override
    public int compareTo(Operations other) {
        return Double.compare(count, other.count);
    }

    /** With a decimal prefix, for example {@code 23.05 Gop}. */
    @Override
    public String toString() {
        return Scaled.of(count, "op");
    }
}
