// SPDX-License-Identifier: Apache-2.0
package org.aiperf.network;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.aiperf.network.Shape.FeatureMap;

/**
 * Inference by the definition of each layer, in double precision and without any library: what the trainers and the
 * morphs are compared with. Feature maps are {@code [height, width, channels]} arrays, dropout does nothing.
 */
public final class NaiveForward {

    private final Network network;
    private final Weights weights;

    public NaiveForward(Network network, Weights weights) {
        this.network = network;
        this.weights = weights.requireFit(network);
    }

    /** The value of the output node: logits, or probabilities if the network ends in a softmax. */
    public double[] output(double[] image) {
        return nodes(image)[network.outputNode()];
    }

    /** The values of all nodes. */
    public double[][] nodes(double[] image) {
        double[][] values = new double[network.nodeCount()][];
        values[0] = image;
        for (int id : network.topologicalOrder()) {
            PlacedLayer placed = network.layer(id);
            List<double[]> inputs =
                    placed.inputs().stream().map(node -> values[node]).toList();
            values[placed.output()] = apply(id, placed, inputs);
        }
        return values;
    }

    private double[] apply(int id, PlacedLayer placed, List<double[]> inputs) {
        Layer layer = placed.layer();
        double[] in = inputs.get(0);
        Shape from = network.shape(placed.input());
        Shape to = network.shape(placed.output());
        return switch (layer.kind()) {
            case CONV -> convolve(id, (Layer.Conv) layer, in, (FeatureMap) from, (FeatureMap) to);
            case BATCH_NORM -> normalise(id, in, from.channels());
            case RELU -> Arrays.stream(in).map(x -> Math.max(x, 0)).toArray();
            case DENSE -> multiply(id, (Layer.Dense) layer, in);
            case MAX_POOL -> pool((Layer.MaxPool) layer, in, (FeatureMap) from, (FeatureMap) to);
            case GLOBAL_AVERAGE_POOL -> average(in, from.channels());
            case ADD -> add(inputs);
            case CONCAT -> concatenate(placed, inputs, to);
            case SOFTMAX -> softmax(in);
            case DROPOUT, FLATTEN -> in;
        };
    }

    private double[] convolve(int id, Layer.Conv conv, double[] in, FeatureMap from, FeatureMap to) {
        float[] kernel = values(id, Weights.KERNEL);
        float[] bias = values(id, Weights.BIAS);
        int k = conv.kernel();
        double[] out = new double[(int) to.size()];
        for (int y = 0; y < to.height(); y++) {
            for (int x = 0; x < to.width(); x++) {
                for (int f = 0; f < conv.filters(); f++) {
                    double sum = bias[f];
                    for (int dy = 0; dy < k; dy++) {
                        int row = y * conv.stride() - conv.padding() + dy;
                        for (int dx = 0; dx < k && row >= 0 && row < from.height(); dx++) {
                            int column = x * conv.stride() - conv.padding() + dx;
                            for (int c = 0; c < conv.inputs() && column >= 0 && column < from.width(); c++) {
                                sum += in[(row * from.width() + column) * conv.inputs() + c]
                                        * kernel[((f * conv.inputs() + c) * k + dy) * k + dx];
                            }
                        }
                    }
                    out[(y * to.width() + x) * conv.filters() + f] = sum;
                }
            }
        }
        return out;
    }

    private double[] normalise(int id, double[] in, int channels) {
        float[] gamma = values(id, Weights.GAMMA);
        float[] beta = values(id, Weights.BETA);
        float[] mean = values(id, Weights.MEAN);
        float[] variance = values(id, Weights.VARIANCE);
        double[] out = new double[in.length];
        for (int i = 0; i < in.length; i++) {
            int c = i % channels;
            out[i] = gamma[c] * (in[i] - mean[c]) / Math.sqrt(variance[c] + Layer.BatchNorm.EPSILON) + beta[c];
        }
        return out;
    }

    private double[] multiply(int id, Layer.Dense dense, double[] in) {
        float[] kernel = values(id, Weights.KERNEL);
        float[] bias = values(id, Weights.BIAS);
        double[] out = new double[dense.units()];
        for (int u = 0; u < out.length; u++) {
            out[u] = bias[u];
            for (int i = 0; i < in.length; i++) {
                out[u] += in[i] * kernel[i * dense.units() + u];
            }
        }
        return out;
    }

    private static double[] pool(Layer.MaxPool pool, double[] in, FeatureMap from, FeatureMap to) {
        int channels = from.channels();
        int top = pool.before(from.height());
        int left = pool.before(from.width());
        double[] out = new double[(int) to.size()];
        Arrays.fill(out, Double.NEGATIVE_INFINITY);
        for (int y = 0; y < to.height(); y++) {
            for (int x = 0; x < to.width(); x++) {
                for (int dy = 0; dy < pool.kernel(); dy++) {
                    int row = y * pool.stride() - top + dy;
                    for (int dx = 0; dx < pool.kernel() && row >= 0 && row < from.height(); dx++) {
                        int column = x * pool.stride() - left + dx;
                        for (int c = 0; c < channels && column >= 0 && column < from.width(); c++) {
                            int o = (y * to.width() + x) * channels + c;
                            out[o] = Math.max(out[o], in[(row * from.width() + column) * channels + c]);
                        }
                    }
                }
            }
        }
        return out;
    }

    private static double[] average(double[] in, int channels) {
        double[] out = new double[channels];
        for (int i = 0; i < in.length; i++) {
            out[i % channels] += in[i] * channels / in.length;
        }
        return out;
    }

    private static double[] add(List<double[]> inputs) {
        double[] out = new double[inputs.get(0).length];
        for (double[] input : inputs) {
            Arrays.setAll(out, i -> out[i] + input[i]);
        }
        return out;
    }

    private double[] concatenate(PlacedLayer placed, List<double[]> inputs, Shape to) {
        double[] out = new double[(int) to.size()];
        int offset = 0;
        for (int input = 0; input < inputs.size(); input++) {
            int channels = network.shape(placed.inputs().get(input)).channels();
            double[] in = inputs.get(input);
            for (int i = 0; i < in.length; i++) {
                out[i / channels * to.channels() + offset + i % channels] = in[i];
            }
            offset += channels;
        }
        return out;
    }

    private static double[] softmax(double[] in) {
        double max = Arrays.stream(in).max().orElseThrow();
        double[] powers = Arrays.stream(in).map(x -> Math.exp(x - max)).toArray();
        double sum = Arrays.stream(powers).sum();
        return Arrays.stream(powers).map(x -> x / sum).toArray();
    }

    private float[] values(int id, String name) {
        Map<String, Tensor> tensors = weights.layer(id);
        return Objects.requireNonNull(tensors.get(name), () -> "Layer %d has no %s".formatted(id, name))
                .values();
    }
}
