// SPDX-License-Identifier: Apache-2.0
package org.aiperf.training.dl4j;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.GradientUpdater;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.schedule.ISchedule;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * Classical momentum (Polyak 1964), {@code v = momentum * v + g; w -= rate * v}. The library's own momentum is
 * Nesterov's, which the reference does not use.
 */
public final class HeavyBall implements IUpdater {

    private static final long serialVersionUID = 1;

    @JsonProperty
    private final double momentum;

    @JsonProperty
    private double learningRate;

    public HeavyBall(@JsonProperty("learningRate") double learningRate, @JsonProperty("momentum") double momentum) {
        this.learningRate = learningRate;
        this.momentum = momentum;
    }

    @Override
    public long stateSize(long parameters) {
        return parameters;
    }

    @Override
    public GradientUpdater<HeavyBall> instantiate(INDArray velocity, boolean initialize) {
        HeavyBallUpdater updater = new HeavyBallUpdater(this);
        updater.setStateViewArray(velocity, velocity.shape(), velocity.ordering(), initialize);
        return updater;
    }

    @Override
    public GradientUpdater<HeavyBall> instantiate(Map<String, INDArray> state, boolean initialize) {
        HeavyBallUpdater updater = new HeavyBallUpdater(this);
        updater.setState(state, initialize);
        return updater;
    }

    @Override
    @SuppressWarnings("MissingSuperCall") // A copy by the constructor; the class is final.
    public HeavyBall clone() {
        return new HeavyBall(learningRate, momentum);
    }

    double momentum() {
        return momentum;
    }

    @Override
    public double getLearningRate(int iteration, int epoch) {
        return learningRate;
    }

    @Override
    public boolean hasLearningRate() {
        return true;
    }

    /** Sets the rate; a schedule is not asked, because the rate is set at the start of every epoch. */
    @Override
    public void setLrAndSchedule(double rate, @Nullable ISchedule schedule) {
        learningRate = rate;
    }

    /** Equal settings: the library then updates neighbouring layers together. */
    @Override
    public boolean equals(@Nullable Object object) {
        return object instanceof HeavyBall other && learningRate == other.learningRate && momentum == other.momentum;
    }

    @Override
    public int hashCode() {
        return Double.hashCode(momentum);
    }
}
