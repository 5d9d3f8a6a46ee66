// SPDX-License-Identifier: Apache-2.0
package org.aiperf.search.morph;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import org.aiperf.network.InvalidNetworkException;
import org.aiperf.network.Layer;
import org.aiperf.network.NetworkBuilder;
import org.aiperf.network.Tensor;
import org.aiperf.network.Weights;

/**
 * Gives a convolution or dense layer further outputs, and with it all layers that are tied to its channels. New
 * channels are copies of old ones; whoever reads them shares each old weight among the copies by a random convex split,
 * which keeps the function exactly and breaks the symmetry between the copies.
 *
 * @param layer the layer to widen
 * @param extra number of further channels, at least 1
 */
public record Widen(int layer, int extra) implements Morph {

    /** Concentration of the Dirichlet distribution of the splits: uneven enough to break symmetry, never near zero. */
    private static final int CONCENTRATION = 5;

    public Widen {
        if (extra < 1) {
            throw new IllegalArgumentException("Widening by " + extra + " channels");
        }
    }

    @Override
    public WeightedNetwork apply(WeightedNetwork parent, RandomGenerator random) {
        int width = width(parent.network().layer(layer).layer());
        ChannelGroup group = ChannelGroup.of(parent.network(), layer, width);
        NetworkBuilder builder = new NetworkBuilder(parent.network());
        for (int id : group.layers()) {
            Layer old = parent.network().layer(id).layer();
            builder.replace(id, widened(old, extra * group.outputInsertions(id), extra * group.inputInsertions(id)));
        }
        if (parent.weights().isEmpty()) {
            return WeightedNetwork.untrained(builder.build());
        }
        return new WeightedNetwork(builder.build(), carried(parent.weights(), group, width, random));
    }

    static int width(Layer layer) {
        return switch (layer.kind()) {
            case CONV -> ((Layer.Conv) layer).filters();
            case DENSE -> ((Layer.Dense) layer).units();
            case BATCH_NORM, RELU, MAX_POOL, GLOBAL_AVERAGE_POOL, ADD, CONCAT, DROPOUT, FLATTEN, SOFTMAX ->
                throw new InvalidNetworkException("Only convolutions and dense layers can be widened, not " + layer);
        };
    }

    /** A layer with so many more outputs and inputs, or fewer if the numbers are negative. */
    static Layer widened(Layer old, int outputs, int inputs) {
        return switch (old.kind()) {
            case CONV -> {
                Layer.Conv c = (Layer.Conv) old;
                yield new Layer.Conv(c.inputs() + inputs, c.filters() + outputs, c.kernel(), c.stride(), c.padding());
            }
            case DENSE -> {
                Layer.Dense d = (Layer.Dense) old;
                yield new Layer.Dense(d.inputs() + inputs, d.units() + outputs);
            }
            case BATCH_NORM -> new Layer.BatchNorm(((Layer.BatchNorm) old).channels() + outputs);
            case RELU, MAX_POOL, GLOBAL_AVERAGE_POOL, ADD, CONCAT, DROPOUT, FLATTEN, SOFTMAX -> old;
        };
    }

    private Weights carried(Weights old, ChannelGroup group, int width, RandomGenerator random) {
        int[] map = new int[extra];
        for (int j = 0; j < extra; j++) {
            map[j] = random.nextInt(width);
        }
        Map<Integer, Map<String, Tensor>> layers = new LinkedHashMap<>(old.layers());
        group.producers()
                .forEach((id, starts) ->
                        layers.computeIfPresent(id, (key, tensors) -> grown(tensors, starts, map, width)));
        group.normalised()
                .forEach((id, starts) ->
                        layers.computeIfPresent(id, (key, tensors) -> grown(tensors, starts, map, width)));
        group.consumers()
                .forEach((id, starts) -> layers.computeIfPresent(id, (key, tensors) -> {
                    Map<String, Tensor> result = new LinkedHashMap<>(tensors);
                    result.computeIfPresent(
                            Weights.KERNEL, (name, kernel) -> shared(kernel, starts, map, width, random));
                    return result;
                }));
        return new Weights(layers);
    }

    /** Copies of outputs: every tensor of the layer grows along its output axis. */
    private static Map<String, Tensor> grown(
            Map<String, Tensor> tensors, TreeSet<Integer> starts, int[] map, int width) {
        Map<String, Tensor> result = new LinkedHashMap<>();
        tensors.forEach((name, tensor) -> {
            Tensor wider = tensor;
            for (int start : starts.descendingSet()) {
                wider = Axis.insertCopies(wider, outputAxis(wider), start, sources(map, start - width));
            }
            result.put(name, wider);
        });
        return result;
    }

    /** Copies of inputs, each old weight split among the copies. */
    private static Tensor shared(Tensor kernel, TreeSet<Integer> starts, int[] map, int width, RandomGenerator random) {
        Tensor wider = kernel;
        for (int start : starts.descendingSet()) {
            int axis = 1 - outputAxis(wider);
            wider = Axis.insertCopies(wider, axis, start, sources(map, start - width));
            Axis.scale(wider, axis, splits(wider.dimension(axis), start, map, width, random));
        }
        return wider;
    }

    /** Convolution kernels are {@code [out, in, ..]}, dense ones {@code [in, out]}, all others vectors. */
    static int outputAxis(Tensor tensor) {
        return tensor.shape().length == 2 ? 1 : 0;
    }

    private static int[] sources(int[] map, int offset) {
        int[] sources = new int[map.length];
        for (int j = 0; j < map.length; j++) {
            sources[j] = offset + map[j];
        }
        return sources;
    }

    /** One factor for each input channel; the factors of a channel and its copies sum to 1. */
    private static float[] splits(int channels, int start, int[] map, int width, RandomGenerator random) {
        double[] draws = new double[channels];
        double[] totals = new double[width];
        int[] owner = new int[channels];
        Arrays.fill(owner, -1);
        for (int c = 0; c < width; c++) {
            owner[start - width + c] = c;
        }
        for (int j = 0; j < map.length; j++) {
            owner[start + j] = map[j];
        }
        for (int i = 0; i < channels; i++) {
            if (owner[i] >= 0) {
                for (int k = 0; k < CONCENTRATION; k++) {
                    draws[i] -= Math.log(1 - random.nextDouble());
                }
                totals[owner[i]] += draws[i];
            }
        }
        float[] factors = new float[channels];
        for (int i = 0; i < channels; i++) {
            factors[i] = owner[i] < 0 ? 1 : (float) (draws[i] / totals[owner[i]]);
        }
        return factors;
    }

    @Override
    public MorphKind kind() {
        return MorphKind.WIDEN;
    }

    @Override
    public String toString() {
        return "widen(%d,%d)".formatted(layer, extra);
    }
}
