// SPDX-License-Identifier: Apache-2.0
package org.aiperf.training.libtorch;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.aiperf.network.Layer;
import org.aiperf.network.Network;
import org.aiperf.network.Weights;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.DeviceOptional;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * The tensors of a network's layers on one device, in 32 bits, kernels of convolutions with their channels last. All are
 * views of one vector, so that other devices get them by one copy.
 *
 * @param all the vector
 * @param layers tensors by layer and name
 * @param biased layers whose bias is not 0, among those in front of batch norms
 */
record Parameters(Tensor all, Map<Integer, Map<String, Tensor>> layers, Set<Integer> biased) {

    /** Elements between whose multiples tensors begin, as the library's own allocations do: fast kernels ask for it. */
    private static final int ALIGNMENT = 64;

    /** Copies weights to a device; what learns tracks its gradient. */
    static Parameters of(Network network, Weights weights, Device device, Owned owner) {
        Map<Integer, Map<String, Tensor>> layers = new TreeMap<>();
        Set<Integer> biased = new HashSet<>();
        try (PointerScope scope = new PointerScope()) {
            Tensor all = owner.keep(vector(extent(weights), device));
            long from = 0;
            for (var layer : weights.layers().entrySet()) {
                int id = layer.getKey();
                Map<String, Tensor> views = new LinkedHashMap<>();
                for (var each : layer.getValue().entrySet()) {
                    Tensor view = view(all, from, each.getValue());
                    view.set_requires_grad(learns(network, id, each.getKey()));
                    views.put(each.getKey(), owner.keep(view));
                    from += extent(each.getValue());
                    if (each.getKey().equals(Weights.BIAS)
                            && !view.requires_grad()
                            && !isZero(each.getValue().values())) {
                        biased.add(id);
                    }
                }
                layers.put(id, views);
            }
            return new Parameters(all, layers, biased);
        }
    }

    static Tensor vector(long elements, Device device) {
        return torch.zeros(
                new long[] {elements}, new TensorOptions(ScalarType.Float).device(new DeviceOptional(device)));
    }

    private static long extent(Weights weights) {
        return weights.layers().values().stream()
                .flatMap(tensors -> tensors.values().stream())
                .mapToLong(Parameters::extent)
                .sum();
    }

    private static long extent(org.aiperf.network.Tensor tensor) {
        return (tensor.values().length + ALIGNMENT - 1L) / ALIGNMENT * ALIGNMENT;
    }

    /** A part of a vector with a tensor's values; its changes are counted apart from those of other parts. */
    private static Tensor view(Tensor all, long from, org.aiperf.network.Tensor tensor) {
        long[] shape = shape(tensor);
        Tensor view = new Tensor(
                all.as_strided(shape, strides(shape), new LongOptional(from)).variable_data());
        view.copy_(copy(tensor, shape));
        return view;
    }

    private static Tensor copy(org.aiperf.network.Tensor tensor, long... shape) {
        return torch.from_blob(new FloatPointer(tensor.values()), shape);
    }

    private static long[] shape(org.aiperf.network.Tensor tensor) {
        return Arrays.stream(tensor.shape()).asLongStream().toArray();
    }

    /** Row by row, and four dimensions with the second one last. */
    private static long[] strides(long... shape) {
        if (shape.length == 4) {
            return new long[] {shape[1] * shape[2] * shape[3], 1, shape[1] * shape[3], shape[1]};
        }
        long[] strides = new long[shape.length];
        long size = 1;
        for (int i = shape.length - 1; i >= 0; i--) {
            strides[i] = size;
            size *= shape[i];
        }
        return strides;
    }

    private static boolean isZero(float[] values) {
        for (float value : values) {
            if (value != 0) {
                return false;
            }
        }
        return true;
    }

    /** A bias in front of a batch norm has no effect there, so its gradient is 0. */
    private static boolean learns(Network network, int id, String name) {
        return switch (name) {
            case Weights.MEAN, Weights.VARIANCE -> false;
            case Weights.BIAS -> !isNormalised(network, id);
            default -> true;
        };
    }

    /** Whether nothing but batch norms reads what a layer computes. */
    static boolean isNormalised(Network network, int id) {
        var readers = network.successors(network.layer(id).output());
        return !readers.isEmpty()
                && readers.stream().allMatch(edge -> network.layer(edge.layer()).kind() == Layer.Kind.BATCH_NORM);
    }

    Tensor get(int layer, String name) {
        return Objects.requireNonNull(Objects.requireNonNull(layers.get(layer)).get(name));
    }

    /** Those that learn among the tensors of some names, in a fixed order. */
    List<Tensor> learning(Predicate<String> names) {
        List<Tensor> learning = new ArrayList<>();
        layers.values()
                .forEach(tensors -> tensors.forEach((name, tensor) -> {
                    if (tensor.requires_grad() && names.test(name)) {
                        learning.add(tensor);
                    }
                }));
        return learning;
    }

    /** Takes all values of the same network on another device, without waiting for them. */
    void follow(Parameters other) {
        try (PointerScope scope = new PointerScope()) {
            all.copy_(other.all, true);
        }
    }

    /** Overwrites tensors of one layer. */
    void write(int layer, Map<String, org.aiperf.network.Tensor> tensors) {
        tensors.forEach((name, tensor) -> {
            Tensor target = get(layer, name).detach();
            target.copy_(copy(tensor, shape(tensor)));
        });
    }

    /** A copy of all. */
    Weights weights() {
        Map<Integer, Map<String, org.aiperf.network.Tensor>> copies = new TreeMap<>();
        try (PointerScope scope = new PointerScope()) {
            layers.forEach((id, tensors) -> {
                Map<String, org.aiperf.network.Tensor> copied = new LinkedHashMap<>();
                tensors.forEach((name, tensor) -> copied.put(name, values(tensor)));
                copies.put(id, copied);
            });
        }
        return new Weights(copies);
    }

    private static org.aiperf.network.Tensor values(Tensor tensor) {
        Tensor dense = tensor.detach().cpu().contiguous();
        float[] values = new float[Math.toIntExact(dense.numel())];
        dense.data_ptr_float().get(values);
        int[] shape = new int[Math.toIntExact(dense.dim())];
        for (int i = 0; i < shape.length; i++) {
            shape[i] = Math.toIntExact(dense.size(i));
        }
        return new org.aiperf.network.Tensor(values, shape);
    }
}
