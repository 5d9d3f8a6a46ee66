// SPDX-License-Identifier: Apache-2.0
package org.aiperf.network;

/**
 * What a trial may vary besides its network. They are applied before the network is built and counted, so that the
 * network that is trained is the one that is scored (method section 2.7).
 *
 * @param batchSize images per optimizer step and device, at least 1
 * @param dropoutRate probability to drop a unit before the classifier, from 0 to below 1
 * @param kernelSize odd kernel size of the convolutions that morphs insert
 * @param learningRate initial learning rate, greater than 0
 */
public record Hyperparameters(int batchSize, double dropoutRate, int kernelSize, double learningRate) {

    public Hyperparameters {
        if (batchSize < 1 || kernelSize < 1 || kernelSize % 2 == 0 || !(learningRate > 0)) {
            throw new IllegalArgumentException(
                    "Impossible hyperparameters: batch size %d, kernel size %d (odd), learning rate %s"
                            .formatted(batchSize, kernelSize, learningRate));
        }
        new Layer.Dropout(dropoutRate);
    }
}
