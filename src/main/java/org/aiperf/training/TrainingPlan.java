// SPDX-License-Identifier: Apache-2.0
package org.aiperf.training;

import org.aiperf.device.DeviceSet;
import org.aiperf.unit.Precision;

/**
 * How a network is to be trained: stochastic gradient descent with momentum on cross entropy (method section 2.3).
 *
 * @param batchSize images of a step, the most that a batch may hold
 * @param learningRate rate of each epoch
 * @param momentum share of the velocity that survives a step, {@code v = momentum * v + g; w -= rate * v}
 * @param weightDecay added to the gradient as {@code weightDecay * w}; biases and batch normalisation have none
 * @param labelSmoothing share of the target that is spread evenly over all classes, from 0 to below 1
 * @param normalization applied to the raw pixels inside the network
 * @param precision arithmetic of the training
 * @param devices what computes
 * @param threads threads of the CPU that a step may use
 * @param seed of initial weights and dropout
 */
public record TrainingPlan(
        int batchSize,
        LearningRateSchedule learningRate,
        double momentum,
        double weightDecay,
        double labelSmoothing,
        Normalization normalization,
        Precision precision,
        DeviceSet devices,
        int threads,
        long seed) {

    public TrainingPlan {
        if (batchSize < 1
                || threads < 1
                || !(momentum >= 0 && momentum < 1)
                || !(weightDecay >= 0)
                || !(labelSmoothing >= 0 && labelSmoothing < 1)) {
            throw new IllegalArgumentException(
                    "Impossible training plan: batch size %d, threads %d, momentum %s, weight decay %s, label smoothing %s"
                            .formatted(batchSize, threads, momentum, weightDecay, labelSmoothing));
        }
    }

    /** The most images of a step on one of several replicas that share a batch. */
    public int part(int replicas) {
        return (batchSize + replicas - 1) / replicas;
    }
}
