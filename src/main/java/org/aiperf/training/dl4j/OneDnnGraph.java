// SPDX-License-Identifier: Apache-2.0
package org.aiperf.training.dl4j;

import java.util.List;
import org.aiperf.network.Network;
import org.aiperf.network.Weights;
import org.aiperf.training.TrainingFailedException;
import org.aiperf.training.TrainingPlan;
import org.aiperf.training.dl4j.onednn.OneDnnLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** A graph of one layer that computes the whole network with oneDNN. */
final class OneDnnGraph implements TrainableGraph {

    private final ComputationGraph graph;
    private final OneDnnLayer layer;

    OneDnnGraph(Network network, TrainingPlan plan) throws TrainingFailedException {
        this.graph = new ComputationGraph(GraphBuilder.single(network, plan));
        graph.init(Nd4j.createUninitialized(DataType.FLOAT, 1, network.parameters()), false);
        this.layer = (OneDnnLayer) graph.getLayer(GraphBuilder.LOSS);
    }

    @Override
    public ComputationGraph graph() {
        return graph;
    }

    OneDnnLayer layer() {
        return layer;
    }

    @Override
    public void write(Weights weights) {
        layer.write(weights);
    }

    @Override
    public Weights weights() {
        return layer.weights();
    }

    @Override
    public void calibrate(List<Integer> norms, INDArray images) {
        layer.calibrate(norms, images);
    }

    @Override
    public float[] step(INDArray images, INDArray targets) {
        graph.fit(new INDArray[] {images}, new INDArray[] {targets});
        return layer.logits();
    }

    @Override
    public float[] infer(INDArray images) {
        graph.output(false, images)[0].close();
        return layer.logits();
    }

    @Override
    public void free() {
        layer.close();
    }
}
