// SPDX-License-Identifier: Apache-2.0
package org.aiperf.training.dl4j;

import java.util.List;
import org.aiperf.network.Layer;
import org.aiperf.network.Network;
import org.aiperf.network.NetworkJson;
import org.aiperf.network.PlacedLayer;
import org.aiperf.network.Shape;
import org.aiperf.network.Shape.FeatureMap;
import org.aiperf.network.Shape.Vector;
import org.aiperf.training.Classifiers;
import org.aiperf.training.Normalization;
import org.aiperf.training.TrainingFailedException;
import org.aiperf.training.TrainingPlan;
import org.aiperf.training.dl4j.onednn.OneDnnNetwork;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.CacheMode;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.WorkspaceMode;
import org.deeplearning4j.nn.conf.dropout.Dropout;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.graph.PreprocessorVertex;
import org.deeplearning4j.nn.conf.graph.ScaleVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayer;
import org.deeplearning4j.nn.conf.preprocessor.CnnToFeedForwardPreProcessor;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/**
 * A network as a computation graph. The vertex of a node is named after the node; vertex {@code loss} behind the output
 * adds softmax and cross entropy, and takes the place of an explicit softmax.
 */
final class GraphBuilder {

    static final String LOSS = "loss";
    private static final String IMAGE = "image";
    private static final double BATCH_NORM_MOMENTUM = 0.9;

    /** As fast as channels first in training, a quarter faster in inference, and the order of the images and vectors. */
    private static final CNN2DFormat CHANNELS_LAST = CNN2DFormat.NHWC;

    private final Network network;
    private final ComputationGraphConfiguration.GraphBuilder graph;

    private GraphBuilder(Network network, ComputationGraphConfiguration.GraphBuilder graph) {
        this.network = network;
        this.graph = graph;
    }

    /** The name of a node's vertex. */
    static String vertex(int node) {
        return "node" + node;
    }

    /** The library's own layers, one for each of the network's. */
    static ComputationGraphConfiguration build(Network network, TrainingPlan plan) throws TrainingFailedException {
        FeatureMap input = Classifiers.require(network);
        GraphBuilder builder =
                new GraphBuilder(network, settings(plan).graphBuilder().addInputs(IMAGE));
        builder.graph.addVertex(
                vertex(0),
                new PreprocessorVertex(new PixelScaling(
                        plan.normalization().scales(input.channels()),
                        plan.normalization().offsets(input.channels()))),
                IMAGE);
        return builder.finish(input);
    }

    /**
     * The same of nothing but the library's own classes, so that it can be restored where this package is missing. It
     * takes pixels from 0 to 255 as floats.
     */
    static ComputationGraphConfiguration portable(Network network, Normalization normalization)
            throws TrainingFailedException {
        FeatureMap input = Classifiers.require(network);
        GraphBuilder builder = new GraphBuilder(
                network,
                new NeuralNetConfiguration.Builder()
                        .updater(new Nesterovs())
                        .activation(Activation.IDENTITY)
                        .graphBuilder()
                        .addInputs(IMAGE));
        builder.scale(normalization, input.channels());
        return builder.finish(input);
    }

    /** One factor for all channels as such; factors and offsets of their own as a frozen convolution of one pixel. */
    private void scale(Normalization normalization, int channels) {
        if (isUniform(normalization)) {
            graph.addVertex(vertex(0), new ScaleVertex(normalization.scales(1)[0]), IMAGE);
        } else {
            graph.addLayer(
                    vertex(0),
                    new FrozenLayer(new ConvolutionLayer.Builder(1, 1)
                            .nIn(channels)
                            .nOut(channels)
                            .dataFormat(CHANNELS_LAST)
                            .build()),
                    IMAGE);
        }
    }

    /** Whether a factor is all that it takes. */
    static boolean isUniform(Normalization normalization) {
        return normalization.deviation().size() == 1 && normalization.mean().equals(List.of(0.0));
    }

    private ComputationGraphConfiguration finish(FeatureMap input) {
        for (int id : network.topologicalOrder()) {
            add(network.layer(id));
        }
        graph.addLayer(
                        LOSS,
                        new LossLayer.Builder(LossFunction.MCXENT)
                                .activation(Activation.SOFTMAX)
                                .build(),
                        vertex(network.logits()))
                .setOutputs(LOSS)
                .setInputTypes(InputType.convolutional(input.height(), input.width(), input.channels(), CHANNELS_LAST));
        return graph.build();
    }

    /** One layer for the whole network. */
    static ComputationGraphConfiguration single(Network network, TrainingPlan plan) throws TrainingFailedException {
        FeatureMap input = Classifiers.require(network);
        OneDnnNetwork layer = new OneDnnNetwork(
                NetworkJson.write(network).toString(),
                plan.normalization().scales(input.channels()),
                plan.normalization().offsets(input.channels()),
                plan.precision());
        return settings(plan)
                .graphBuilder()
                .addInputs(IMAGE)
                .addLayer(LOSS, layer, IMAGE)
                .setOutputs(LOSS)
                .build();
    }

    private static NeuralNetConfiguration.Builder settings(TrainingPlan plan) {
        NeuralNetConfiguration.Builder settings = new NeuralNetConfiguration.Builder()
                .seed(plan.seed())
                .updater(new HeavyBall(plan.learningRate().rate(0), plan.momentum()))
                .activation(Activation.IDENTITY)
                .cacheMode(CacheMode.DEVICE)
                .trainingWorkspaceMode(WorkspaceMode.ENABLED)
                .inferenceWorkspaceMode(WorkspaceMode.ENABLED);
        return plan.weightDecay() > 0 ? settings.l2(plan.weightDecay()) : settings;
    }

    private ComputationGraphConfiguration.GraphBuilder add(PlacedLayer placed) {
        String name = vertex(placed.output());
        String[] inputs = placed.inputs().stream().map(GraphBuilder::vertex).toArray(String[]::new);
        Layer layer = placed.layer();
        return switch (layer.kind()) {
            case CONV -> graph.addLayer(name, convolution((Layer.Conv) layer), inputs);
            case BATCH_NORM -> graph.addLayer(name, batchNorm(network.shape(placed.input())), inputs);
            case RELU -> graph.addLayer(name, activation(Activation.RELU), inputs);
            case DENSE -> graph.addLayer(name, dense((Layer.Dense) layer), inputs);
            case DROPOUT -> graph.addLayer(name, dropout(((Layer.Dropout) layer).rate()), inputs);
            case MAX_POOL ->
                graph.addLayer(
                        name, maxPool((Layer.MaxPool) layer, (FeatureMap) network.shape(placed.input())), inputs);
            case GLOBAL_AVERAGE_POOL ->
                graph.addLayer(name, new GlobalPoolingLayer.Builder(PoolingType.AVG).build(), inputs);
            case ADD -> graph.addVertex(name, new ElementWiseVertex(ElementWiseVertex.Op.Add), inputs);
            case CONCAT -> graph.addVertex(name, new MergeVertex(), inputs);
            case FLATTEN ->
                network.shape(placed.input()) instanceof FeatureMap map
                        ? graph.addVertex(name, flattening(map), inputs)
                        : graph.addLayer(name, activation(Activation.IDENTITY), inputs);
            case SOFTMAX -> graph;
        };
    }

    private static ConvolutionLayer convolution(Layer.Conv conv) {
        return new ConvolutionLayer.Builder(conv.kernel(), conv.kernel())
                .stride(conv.stride(), conv.stride())
                .padding(conv.padding(), conv.padding())
                .convolutionMode(ConvolutionMode.Truncate)
                .nIn(conv.inputs())
                .nOut(conv.filters())
                .dataFormat(CHANNELS_LAST)
                .build();
    }

    /** A vector is normalised as a map of one pixel, which the library makes right with channels first only. */
    private static BatchNormalization batchNorm(Shape in) {
        return new BatchNormalization.Builder()
                .nIn(in.channels())
                .nOut(in.channels())
                .decay(BATCH_NORM_MOMENTUM)
                .eps(Layer.BatchNorm.EPSILON)
                .useLogStd(false)
                .dataFormat(in instanceof Vector ? CNN2DFormat.NCHW : CHANNELS_LAST)
                .build();
    }

    private static DenseLayer dense(Layer.Dense dense) {
        return new DenseLayer.Builder().nIn(dense.inputs()).nOut(dense.units()).build();
    }

    private static org.deeplearning4j.nn.conf.layers.Layer dropout(double rate) {
        return rate > 0 ? new DropoutLayer.Builder(new Dropout(1 - rate)).build() : activation(Activation.IDENTITY);
    }

    private static ActivationLayer activation(Activation function) {
        return new ActivationLayer.Builder().activation(function).build();
    }

    private static PreprocessorVertex flattening(FeatureMap map) {
        return new PreprocessorVertex(
                new CnnToFeedForwardPreProcessor(map.height(), map.width(), map.channels(), CHANNELS_LAST));
    }

    /** The same padding at both ends, except for an even kernel of stride 1; see {@link Layer.MaxPool#before}. */
    private static SubsamplingLayer maxPool(Layer.MaxPool pool, FeatureMap in) {
        SubsamplingLayer.Builder builder = new SubsamplingLayer.Builder(SubsamplingLayer.PoolingType.MAX)
                .kernelSize(pool.kernel(), pool.kernel())
                .stride(pool.stride(), pool.stride())
                .dataFormat(CHANNELS_LAST);
        if (pool.stride() == 1) {
            return builder.convolutionMode(ConvolutionMode.Same).build();
        }
        return builder.convolutionMode(ConvolutionMode.Truncate)
                .padding(pool.before(in.height()), pool.before(in.width()))
                .build();
    }
}
