// SPDX-License-Identifier: Apache-2.0
package org.aiperf.training.dl4j.onednn;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.aiperf.network.Layer;
import org.aiperf.network.Network;
import org.aiperf.network.Weights;

/**
 * Where each tensor of a network lies in the flat vector: first all kernels, then biases and the learned half of batch
 * normalisation, then running means and variances. So weight decay, learning and running statistics have one range each.
 * Tensors are in the order of {@link Weights}; gamma and beta of a layer are neighbours, as oneDNN wants them.
 */
final class ParameterLayout {

    private final List<Part> parts = new ArrayList<>();
    private final Map<Group, Range> ranges = new EnumMap<>(Group.class);
    private long length;

    ParameterLayout(Network network) {
        for (Group group : Group.values()) {
            add(network, group);
        }
    }

    /** Tensors that are treated alike. */
    enum Group {
        KERNELS,
        LEARNED,
        RUNNING
    }

    /** A piece of the vector. */
    record Range(long from, long length) {}

    /** A tensor's place. */
    record Part(int layer, String name, long from, List<Integer> shape) {

        long length() {
            long product = 1;
            for (int extent : shape) {
                product *= extent;
            }
            return product;
        }
    }

    private void add(Network network, Group group) {
        long from = length;
        for (int id = 0; id < network.layers().size(); id++) {
            Layer layer = network.layer(id).layer();
            for (String name : names(layer, group)) {
                Part part = new Part(id, name, length, shape(layer, name));
                parts.add(part);
                length += part.length();
            }
        }
        if (length > from) {
            ranges.put(group, new Range(from, length - from));
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

    Part part(int layer, String name) {
        return parts.stream()
                .filter(part -> part.layer() == layer && part.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("Layer %d has no %s".formatted(layer, name)));
    }

    /** Every tensor, in the order of the vector. */
    List<Part> parts() {
        return parts;
    }

    /** The groups that the network has any tensors of, in the order of the vector. */
    Map<Group, Range> ranges() {
        return ranges;
    }

    long length() {
        return length;
    }
}
