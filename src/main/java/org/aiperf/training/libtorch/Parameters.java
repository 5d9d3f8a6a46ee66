// SPDX-License-Identifier: Apache-2.0
package org.aiperf.training.libtorch;

import java.util.ArrayList;
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
import org.bytedeco.pytorch.MemoryFormatOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.MemoryFormat;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * The tensors of a network's layers on one device, in 32 bits, kernels of convolutions with their channels last.
 *
 * @param layers tensors by layer and name
 * @param biased layers whose bias is not 0, among those in front of batch norms
 */
record Parameters(Map<Integer, Map<String, Tensor>> layers, Set<Integer> biased) {

    /** Copies weights to a device; what learns tracks its gradient. */
    static Parameters of(Network network, Weights weights, Device device, Owned owner) {
        Map<Integer, Map<String, Tensor>> layers = new TreeMap<>();
        Set<Integer> biased = new HashSet<>();
        try (PointerScope scope = new PointerScope()) {
            weights.layers().forEach((id, tensors) -> {
                Map<String, Tensor> copies = new LinkedHashMap<>();
                tensors.forEach((name, tensor) -> {
                    Tensor copy = copy(tensor, device);
                    copy.set_requires_grad(learns(network, id, name));
                    copies.put(name, owner.keep(copy));
                    if (name.equals(Weights.BIAS) && !copy.requires_grad() && !isZero(tensor.values())) {
                        biased.add(id);
                    }
                });
                layers.put(id, copies);
            });
        }
        return new Parameters(layers, biased);
    }

    private static Tensor copy(org.aiperf.network.Tensor tensor, Device device) {
        FloatPointer values = new FloatPointer(tensor.values());
        long[] shape = new long[tensor.shape().length];
        for (int i = 0; i < shape.length; i++) {
            shape[i] = tensor.shape()[i];
        }
        MemoryFormat format = shape.length == 4 ? MemoryFormat.ChannelsLast : MemoryFormat.Contiguous;
        return torch.from_blob(values, shape)
                .to(device, ScalarType.Float, false, true, new MemoryFormatOptional(format));
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

    /**
     * The same on another device, for the length of the caller's scope. Gradients flow back to the original; running
     * statistics are a copy that is lost.
     */
    Parameters on(Device device) {
        Map<Integer, Map<String, Tensor>> copies = new TreeMap<>();
        layers.forEach((id, tensors) -> {
            Map<String, Tensor> copied = new LinkedHashMap<>();
            tensors.forEach((name, tensor) -> copied.put(
                    name,
                    tensor.to(
                            device,
                            ScalarType.Float,
                            true,
                            !tensor.requires_grad(),
                            new MemoryFormatOptional(MemoryFormat.Preserve))));
            copies.put(id, copied);
        });
        return new Parameters(copies, biased);
    }

    /** Overwrites tensors of one layer. */
    void write(int layer, Map<String, org.aiperf.network.Tensor> tensors) {
        tensors.forEach((name, tensor) -> {
            Tensor target = get(layer, name).detach();
            target.copy_(copy(tensor, target.device()));
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
