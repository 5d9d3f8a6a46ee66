// SPDX-License-Identifier: Apache-2.0
package org.aiperf.search.morph;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.aiperf.network.Hyperparameters;
import org.aiperf.network.Layer;
import org.aiperf.network.Network;
import org.aiperf.network.NetworkBuilder;
import org.aiperf.network.PlacedLayer;
import org.aiperf.network.Tensor;
import org.aiperf.network.Weights;

/**
 * Puts a trial's hyperparameters into its network before it is built and counted. The kernel size goes to the
 * convolutions that morphs inserted into the main path, that is those larger than 1x1 behind the seed network's layers;
 * the dropout rate to every dropout layer, or to a new one before the classifier. Larger kernels are padded with zeros,
 * which keeps the function; smaller ones lose their border.
 */
public final class TrialNetwork {

    private TrialNetwork() {}

    /**
     * The network to train.
     *
     * @param seedLayers number of layers of the network that the lineage began with
     */
    public static WeightedNetwork of(WeightedNetwork network, int seedLayers, Hyperparameters hyperparameters) {
        return withDropout(
                withKernels(network, seedLayers, hyperparameters.kernelSize()), hyperparameters.dropoutRate());
    }

    private static WeightedNetwork withKernels(WeightedNetwork parent, int seedLayers, int kernel) {
        Network network = parent.network();
        NetworkBuilder builder = new NetworkBuilder(network);
        Map<Integer, Map<String, Tensor>> weights =
                new LinkedHashMap<>(parent.weights().layers());
        boolean changed = false;
        for (int id = seedLayers; id < network.layers().size(); id++) {
            Optional<Layer.Conv> other = network.layer(id)
                    .layer()
                    .convolution()
                    .filter(conv -> conv.kernel() > 1 && conv.kernel() != kernel);
            if (other.isPresent()) {
                Layer.Conv conv = other.get();
                builder.replace(id, Layer.Conv.same(conv.inputs(), conv.filters(), kernel, conv.stride()));
                weights.computeIfPresent(id, (key, tensors) -> resized(tensors, kernel));
                changed = true;
            }
        }
        return changed ? new WeightedNetwork(builder.build(), new Weights(weights)) : parent;
    }

    private static Map<String, Tensor> resized(Map<String, Tensor> tensors, int kernel) {
        Map<String, Tensor> result = new LinkedHashMap<>(tensors);
        result.computeIfPresent(Weights.KERNEL, (name, old) -> Kernels.centred(old, kernel));
        return result;
    }

    private static WeightedNetwork withDropout(WeightedNetwork parent, double rate) {
        Network network = parent.network();
        NetworkBuilder builder = new NetworkBuilder(network);
        boolean found = false;
        for (int id = 0; id < network.layers().size(); id++) {
            if (network.layer(id).kind() == Layer.Kind.DROPOUT) {
                builder.replace(id, new Layer.Dropout(rate));
                found = true;
            }
        }
        if (!found && rate > 0) {
            int before = classifierInput(network);
            if (before < 0) {
                return parent;
            }
            builder.insertBehind(before, new Layer.Dropout(rate));
            found = true;
        }
        return found ? new WeightedNetwork(builder.build(), parent.weights()) : parent;
    }

    /** The layer whose output the last dense layer reads, or -1. */
    private static int classifierInput(Network network) {
        int last = -1;
        for (int id : network.topologicalOrder()) {
            PlacedLayer placed = network.layer(id);
            if (placed.kind() == Layer.Kind.DENSE) {
                last = network.producer(placed.input());
            }
        }
        return last;
    }
}
