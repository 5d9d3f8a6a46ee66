// SPDX-License-Identifier: Apache-2.0
package org.aiperf.training.dl4j.onednn;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.aiperf.network.Layer;
import org.aiperf.network.Network;
import org.aiperf.network.Weights;

/**
 * Where each tensor of a network lies in the flat vector: first all kernels, then biases and the learned half of batch
 * normalisation, then running means and variances. So weight decay, learning and running statistics have one range each.
 * Tensors are in the order of {@link Weights}; gamma and beta of a layer are neighbours, as oneDNN wants them.
 */
final class ParameterLayout {

    private final Map<String, Part> parts = new LinkedHashMap<>();
    private long length;

    ParameterLayout(Network network) {
        add(network, Group.KERNELS);
        add(network, Group.LEARNED);
        add(network, Group.RUNNING);
    }

    /** Tensors that are treated alike. */
    enum Group {
        KERNELS,
        LEARNED,
        RUNNING
    }

    /** A tensor's place. */
    record Part(int layer, String name, Group group, long from, List<Integer> shape) {

        long length() {
            long product = 1;
            for (int extent : shape) {
                product *= extent;
            }
            return product;
        }
    }

    private void add(Network network, Group group) {
        for (int id = 0; id < network.layers().size(); id++) {
            Layer layer = network.layer(id).layer();
            for (String name : names(layer, group)) {
                Part part = new Part(id, name, group, length, shape(layer, name));
                parts.put(key(id, name), part);
                length += part.length();
            }
        }
    }

    private static List<String> names(Layer layer, Group group) {
        if (layer instanceof Layer.BatchNorm) {
            return switch (group) {
                case KERNELS -> List.of();
                case LEARNED -> List.of(Weights.GAMMA, Weights.BETA);
                case RUNNING -> List.of(Weights.MEAN, Weights.VARIANCE);
            };
        }
        if (layer instanceof Layer.Conv || layer instanceof Layer.Dense) {
            return switch (group) {
                case KERNELS -> List.of(Weights.KERNEL);
                case LEARNED -> List.of(Weights.BIAS);
                case RUNNING -> List.of();
            };
        }
        return List.of();
    }

    private static List<Integer> shape(Layer layer, String name) {
        boolean kernel = name.equals(Weights.KERNEL);
        if (layer instanceof Layer.Conv conv) {
            return kernel
                    ? List.of(conv.filters(), conv.inputs(), conv.kernel(), conv.kernel())
                    : List.of(conv.filters());
        } else if (layer instanceof Layer.Dense dense) {
            return kernel ? List.of(dense.inputs(), dense.units()) : List.of(dense.units());
        } else if (layer instanceof Layer.BatchNorm norm) {
            return List.of(norm.channels());
        }
        throw new IllegalArgumentException("A layer without parameters: " + layer);
    }

    /** Deeplearning4j's name of a tensor; it must not contain an underscore. */
    static String key(int layer, String name) {
        return layer + "." + name;
    }

    Part part(int layer, String name) {
        return part(key(layer, name));
    }

    Part part(String key) {
        return Objects.requireNonNull(parts.get(key), () -> "No parameter " + key);
    }

    /** Every tensor by its key, in the order of the vector. */
    Map<String, Part> parts() {
        return parts;
    }

    long length() {
        return length;
    }
}
