// SPDX-License-Identifier: Apache-2.0
package org.aiperf.score;

import org.aiperf.unit.Definition;

/**
 * A finished epoch as the score sees it. Times are UTC milliseconds.
 *
 * @param training number of its training in the order of their begins
 * @param start end of the epoch before it, or begin of its training
 * @param end when its validation had ended, not before its start
 * @param accuracy share of validation images that were classified rightly, from 0 to 1
 * @param fixed operations of the images that it trained and validated, by {@link Definition#FIXED}
 * @param v1 the same by {@link Definition#V1}
 */
public record EpochSample(int training, long start, long end, double accuracy, double fixed, double v1) {

    public EpochSample {
        if (end < start) {
            throw new IllegalArgumentException("An epoch ended %d ms before it began".formatted(start - end));
        }
        if (!(accuracy >= 0 && accuracy <= 1)) {
            throw new IllegalArgumentException("An accuracy must be from 0 to 1, not " + accuracy);
        }
    }

    double operations(Definition definition) {
        return switch (definition) {
            case FIXED -> fixed;
            case V1 -> v1;
        };
    }
}
