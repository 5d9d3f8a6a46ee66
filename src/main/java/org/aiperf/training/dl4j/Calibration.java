// SPDX-License-Identifier: Apache-2.0
package org.aiperf.training.dl4j;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.aiperf.network.IdentityNorm;
import org.aiperf.network.Network;
import org.aiperf.network.Weights;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Gives the batch norms that a morph inserted the statistics of their inputs, so that the first training step computes
 * what the parent would. Measured on a residual network trained for 300 steps on Fashion-MNIST, relative difference of
 * the logits in training mode after one to three inserted convolutions: 0 on the batch of the calibration, 0.01 to 0.03
 * on another batch, against 0.03 to 0.17 with statistics estimated from the parent's weights.
 */
final class Calibration {

    private Calibration() {}

    /** Sets the statistics of one batch, front to back: those behind depend on those before. */
    static void run(Network network, List<Integer> norms, ComputationGraph graph, INDArray images) {
        for (int id : norms) {
            String input = GraphBuilder.vertex(network.layer(id).input());
            try (INDArray values = graph.output(List.of(input), true, new INDArray[] {images}, null)[0];
                    INDArray mean = values.mean(allButChannels(values));
                    INDArray variance = values.var(false, allButChannels(values))) {
                GraphWeights.write(
                        network,
                        new Weights(Map.of(
                                id,
                                IdentityNorm.calibrated(
                                        mean.data().asFloat(), variance.data().asFloat()))),
                        graph);
            }
        }
    }

    /** Channels come last. */
    private static int[] allButChannels(INDArray values) {
        return IntStream.range(0, values.rank() - 1).toArray();
    }
}
