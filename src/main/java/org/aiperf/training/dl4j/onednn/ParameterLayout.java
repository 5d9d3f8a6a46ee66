// SPDX-License-Identifier: Apache-2.0
package org.aiperf.training.dl4j.onednn;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
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
            for (Map.Entry<String, List<Integer>> tensor :
                    network.layer(id).layer().weights().entrySet()) {
                if (group(tensor.getKey()) == group) {
                    Part part = new Part(id, tensor.getKey(), length, tensor.getValue());
                    parts.add(part);
                    length += part.length();
                }
            }
        }
        if (length > from) {
            ranges.put(group, new Range(from, length - from));
        }
    }

    private static Group group(String name) {
        return switch (name) {
            case Weights.KERNEL -> Group.KERNELS;
            case Weights.BIAS, Weights.GAMMA, Weights.BETA -> Group.LEARNED;
            case Weights.MEAN, Weights.VARIANCE -> Group.RUNNING;
            default -> throw new IllegalArgumentException("A tensor without a group: " + name);
        };
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
