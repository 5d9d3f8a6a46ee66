// SPDX-License-Identifier: Apache-2.0
package org.aiperf.unit;

/**
 * Operations per second: the unit of the score, printed as Gops, Tops and so on.
 *
 * @param perSecond operations per second, at least zero
 */
public record Rate(double perSecond) implements Comparable<Rate> {

    public static final Rate NONE = new Rate(0);

    public Rate {
        if (!(perSecond >= 0) || Double.isInfinite(perSecond)) {
            throw new IllegalArgumentException("A rate must be a finite number from 0, not " + perSecond);
        }
    }

    /** The rate in 10<sup>9</sup> operations per second. */
    public double gigaPerSecond() {
        return perSecond / 1e9;
    }

    /** The rate in 10<sup>12</sup> operations per second, the unit of the published lists. */
    public double teraPerSecond() {
        return perSecond / 1e12;
    }

    @Override
    public int compareTo(Rate other) {
        return Double.compare(perSecond, other.perSecond);
    }

    @Override
    public String toString() {
        return Scaled.of(perSecond, "ops");
    }
}
