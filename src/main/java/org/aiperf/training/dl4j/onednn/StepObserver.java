// SPDX-License-Identifier: Apache-2.0
package org.aiperf.training.dl4j.onednn;

/** Told how long each step of a program took, for measurements. */
@FunctionalInterface
public interface StepObserver {

    /** A step of a kind has run. */
    void ran(Kind kind, long nanoseconds);
}
