// SPDX-License-Identifier: Apache-2.0
package org.aiperf.training.dl4j;

import java.util.List;
import org.aiperf.network.Weights;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.updater.UpdaterBlock;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** A network as a computation graph of some layers, ready to be trained. Confined to one thread. */
interface TrainableGraph {

    ComputationGraph graph();

    /** Begins an epoch: dropout draws from this seed from now on, and steps have this length. */
    default void begin(long seed, double learningRate) {
        Nd4j.getRandom().setSeed(seed);
        for (UpdaterBlock block : graph().getUpdater().getUpdaterBlocks()) {
            if (block.getGradientUpdater().getConfig() instanceof HeavyBall settings) {
                settings.setLrAndSchedule(learningRate, null);
            }
        }
    }

    /** Sets every parameter. */
    void write(Weights weights);

    /** Copies every parameter. */
    Weights weights();

    /**
     * Gives batch norms the statistics of their inputs in training, so that they change nothing.
     *
     * @param norms layers of the network in its order, perhaps none
     */
    void calibrate(List<Integer> norms, INDArray images);

    /**
     * Makes a step.
     *
     * @param images unsigned bytes, {@code [batch, height, width, channels]}
     * @param targets {@code [batch, classes]}
     * @return the values before the softmax, {@code [batch, classes]} and perhaps more behind; valid until the next call
     */
    float[] step(INDArray images, INDArray targets);

    /** The values before the softmax, as {@link #step} gives them, in inference. */
    float[] infer(INDArray images);

    /** Frees what the library does not know of. */
    void free();

    /** Frees everything: each array by itself, because the graph's own closing collects the garbage of the whole heap. */
    default void close() {
        free();
        graph().params().close();
        if (graph().getGradientsViewArray() != null) {
            graph().getGradientsViewArray().close();
        }
        if (graph().getUpdater(false) != null && graph().getUpdater().getStateViewArray() != null) {
            graph().getUpdater().getStateViewArray().close();
        }
        Nd4j.getWorkspaceManager().destroyAllWorkspacesForCurrentThread();
    }
}
