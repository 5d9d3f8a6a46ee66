// SPDX-License-Identifier: Apache-2.0
package org.aiperf.training;

/** Told about the progress inside an epoch, on the thread that trains. */
@FunctionalInterface
public interface StepListener {

    /** A listener that does nothing. */
    StepListener NONE = images -> {};

    /** Another step is done on this number of images. */
    void onStep(int images);
}
