// SPDX-License-Identifier: Apache-2.0
package org.aiperf.training;

/** Told about the progress inside an epoch, on the thread that trains. */
@FunctionalInterface
public interface StepListener {

    /** A listener that does nothing. */
    StepListener NONE = (images, loss) -> {};

    /**
     * Another step is done. Steps are told in their order, and may be told later than they are done.
     *
     * @param images number of images that it trained on
     * @param loss mean cross entropy of these images before the step, with smoothed labels
     */
    void onStep(int images, double loss);
}
