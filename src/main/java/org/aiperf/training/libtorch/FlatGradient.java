// SPDX-License-Identifier: Apache-2.0
package org.aiperf.training.libtorch;

import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * The gradients of a network's weights on one of several devices, one behind the other in a vector, which the others get by
 * one copy; and the sum over all devices. Each device adds in the same order, so all have the same sum.
 */
final class FlatGradient {

    private final List<Tensor> weights;
    private final Tensor own;
    private final Tensor sum;
    private final IdentityHashMap<Tensor, Tensor> parts = new IdentityHashMap<>();

    FlatGradient(Parameters parameters, Owned owner) {
        this.weights = parameters.learning(any -> true);
        try (PointerScope scope = new PointerScope()) {
            long elements = weights.stream().mapToLong(Tensor::numel).sum();
            own = owner.keep(Parameters.vector(elements, parameters.all().device()));
            sum = owner.keep(torch.zeros_like(own));
            long from = 0;
            for (Tensor weight : weights) {
                parts.put(weight, owner.keep(sum.as_strided(weight.sizes(), weight.strides(), new LongOptional(from))));
                from += weight.numel();
            }
        }
    }

    /** Moves the gradients of the weights into the vector. */
    void collect() {
        try (PointerScope scope = new PointerScope();
                NoGradGuard guard = new NoGradGuard()) {
            Tensor[] rows = weights.stream().map(weight -> row(weight.grad())).toArray(Tensor[]::new);
            torch.cat_out(own, new TensorVector(rows));
            weights.forEach(weight -> weight.mutable_grad().reset());
        }
    }

    /** In the order in which kernels have their elements. */
    private static Tensor row(Tensor tensor) {
        return (tensor.dim() == 4 ? tensor.permute(0, 2, 3, 1) : tensor).reshape(-1);
    }

    /** Adds up what devices have collected, without waiting for them. */
    void add(List<FlatGradient> collected) {
        try (PointerScope scope = new PointerScope()) {
            sum.copy_(collected.get(0).own, true);
            for (FlatGradient other : collected.subList(1, collected.size())) {
                sum.add_(other.own.to(sum.device(), ScalarType.Float));
            }
        }
    }

    /** The part of the sum that belongs to a weight. */
    Tensor of(Tensor weight) {
        return Objects.requireNonNull(parts.get(weight));
    }
}
