// SPDX-License-Identifier: Apache-2.0
package org.aiperf.trial;

import java.util.ArrayList;
import java.util.List;

/**
 * Losses of a training's first steps: whoever begins the training again can compare his own (method section 8.1). Confined
 * to a thread.
 */
public final class Fingerprint {

    /** Steps that are recorded. */
    public static final int STEPS = 20;

    private final int steps;
    private final List<Float> losses = new ArrayList<>();

    /** @param steps most steps that are kept */
    public Fingerprint(int steps) {
        this.steps = steps;
    }

    /** Another step is done. */
    public void add(double loss) {
        if (losses.size() < steps) {
            losses.add((float) loss);
        }
    }

    /** Losses in the order of the steps. */
    public List<Float> losses() {
        return List.copyOf(losses);
    }
}
