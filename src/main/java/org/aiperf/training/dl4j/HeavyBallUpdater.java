// SPDX-License-Identifier: Apache-2.0
package org.aiperf.training.dl4j;

import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.GradientUpdater;

/** The velocity of a block of neighbouring parameters, and the step taken with it. */
final class HeavyBallUpdater implements GradientUpdater<HeavyBall> {

    private static final String VELOCITY = "V";

    private final HeavyBall settings;
    private @Nullable INDArray velocity;

    HeavyBallUpdater(HeavyBall settings) {
        this.settings = settings;
    }

    @Override
    public HeavyBall getConfig() {
        return settings;
    }

    @Override
    public void setState(Map<String, INDArray> state, boolean initialize) {
        velocity = Objects.requireNonNull(state.get(VELOCITY));
    }

    @Override
    public Map<String, INDArray> getState() {
        return Map.of(VELOCITY, Objects.requireNonNull(velocity));
    }

    @Override
    public void setStateViewArray(INDArray view, long[] shape, char order, boolean initialize) {
        INDArray vector = view.reshape(view.length());
        if (initialize) {
            vector.assign(0);
        }
        velocity = vector;
    }

    /** Replaces the gradient by what is to be subtracted from the parameters. */
    @Override
    public void applyUpdater(INDArray gradient, int iteration, int epoch) {
        INDArray moved = Objects.requireNonNull(velocity);
        moved.muli(settings.momentum()).addi(gradient);
        gradient.assign(moved).muli(settings.getLearningRate(iteration, epoch));
    }
}
