// SPDX-License-Identifier: Apache-2.0
package org.aiperf.training;

import java.io.IOException;
import org.aiperf.image.ImageBatches;
import org.aiperf.network.Weights;

/**
 * One network in training, epoch by epoch. Confined to the thread that started it. The same plan, weights and batches
 * give the same weights again on the same machine with the same number of threads.
 */
public interface TrainingSession extends AutoCloseable {

    /**
     * Trains on every batch of one pass. An interruption of the thread ends it between two steps.
     *
     * @param epoch number of the epoch from 0; it decides the learning rate
     * @param listener told after every step
     * @throws TrainingFailedException if the loss is no longer finite or memory runs out; the session is of no more use
     * @throws IOException if a batch cannot be read
     * @throws InterruptedException if the thread was interrupted
     */
    EpochResult train(ImageBatches batches, int epoch, StepListener listener)
            throws TrainingFailedException, IOException, InterruptedException;

    /**
     * Evaluates every batch of one pass as inference: no dropout, running statistics of batch normalisation.
     *
     * @throws TrainingFailedException if the loss is not finite or memory runs out
     * @throws IOException if a batch cannot be read
     * @throws InterruptedException if the thread was interrupted
     */
    Evaluation evaluate(ImageBatches batches) throws TrainingFailedException, IOException, InterruptedException;

    /** A copy of the present weights of all layers that have any. */
    Weights weights();

    /** Frees all memory of the session, also outside of the Java heap. Closing again does nothing. */
    @Override
    void close();
}
