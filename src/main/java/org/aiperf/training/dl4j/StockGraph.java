// SPDX-License-Identifier: Apache-2.0
package org.aiperf.training.dl4j;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.aiperf.network.Network;
import org.aiperf.network.Weights;
import org.aiperf.training.TrainingFailedException;
import org.aiperf.training.TrainingPlan;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.optimize.api.BaseTrainingListener;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** A graph of Deeplearning4j's own layers: the reference, and the way to train where our layers cannot. */
final class StockGraph implements TrainableGraph {

    private final Network network;
    private final ComputationGraph graph;
    private final String logits;
    private final LogitsOfStep latest = new LogitsOfStep();

    StockGraph(Network network, TrainingPlan plan) throws TrainingFailedException {
        this.network = network;
        this.graph = new ComputationGraph(GraphBuilder.build(network, plan));
        this.logits = GraphBuilder.vertex(network.logits());
        graph.init(Nd4j.createUninitialized(DataType.FLOAT, 1, network.parameters()), false);
        graph.setListeners(latest);
    }

    @Override
    public ComputationGraph graph() {
        return graph;
    }

    @Override
    public void write(Weights weights) {
        GraphWeights.write(network, weights, graph);
    }

    @Override
    public Weights weights() {
        return GraphWeights.read(network, graph);
    }

    @Override
    public void calibrate(List<Integer> norms, INDArray images) {
        Calibration.run(network, norms, graph, images);
    }

    @Override
    public float[] step(INDArray images, INDArray targets) {
        graph.fit(new INDArray[] {images}, new INDArray[] {targets});
        return latest.values();
    }

    @Override
    public float[] infer(INDArray images) {
        try (INDArray output = graph.output(List.of(logits), false, new INDArray[] {images}, null)[0]) {
            return floats(output);
        }
    }

    /** Nothing: the library knows all. */
    @Override
    public void free() {}

    private static float[] floats(INDArray matrix) {
        return matrix.ordering() == 'c'
                ? matrix.data().asFloat()
                : matrix.dup('c').data().asFloat();
    }

    /** Takes the logits of a training step while they exist: the workspace of activations is reused afterwards. */
    private final class LogitsOfStep extends BaseTrainingListener {

        private float @Nullable [] values;

        @Override
        public void onForwardPass(Model model, Map<String, INDArray> activations) {
            values = floats(Objects.requireNonNull(activations.get(logits)));
        }

        float[] values() {
            return Objects.requireNonNull(values, "No forward pass was made");
        }
    }
}
