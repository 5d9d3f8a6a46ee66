// SPDX-License-Identifier: Apache-2.0
package org.aiperf.training.libtorch;

import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.aiperf.network.Weights;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.IValue;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/** Stochastic gradient descent with classical momentum, by the library's fused kernel. Kernels decay, others don't. */
final class Sgd {

    private final UnaryOperator<Tensor> gradient;
    private final Group kernels;
    private final Group others;
    private final @Nullable LossScale scale;

    /**
     * @param gradient of a weight
     * @param scale for gradients in 16 bits, or null
     */
    Sgd(
            Parameters parameters,
            UnaryOperator<Tensor> gradient,
            double momentum,
            double decay,
            @Nullable LossScale scale,
            Owned owner) {
        this.gradient = gradient;
        this.kernels = new Group(parameters.learning(Weights.KERNEL::equals), momentum, decay, owner);
        this.others = new Group(parameters.learning(name -> !name.equals(Weights.KERNEL)), momentum, 0, owner);
        this.scale = scale;
    }

    /** Follows the gradients, and lets them go. */
    void step(double rate) {
        try (PointerScope scope = new PointerScope();
                NoGradGuard guard = new NoGradGuard()) {
            List<Tensor> ofKernels = kernels.weights.stream().map(gradient).toList();
            List<Tensor> ofOthers = others.weights.stream().map(gradient).toList();
            Tensor skip = scale == null
                    ? null
                    : scale.unscale(
                            Stream.concat(ofKernels.stream(), ofOthers.stream()).toList());
            kernels.step(ofKernels, rate, skip);
            others.step(ofOthers, rate, skip);
        }
    }

    /** Tensors of equal decay. */
    private static final class Group {

        private final List<Tensor> weights;
        private final IValue targets;
        private final IValue velocities;
        private final double momentum;
        private final double decay;

        Group(List<Tensor> weights, double momentum, double decay, Owned owner) {
            this.weights = weights;
            this.momentum = momentum;
            this.decay = decay;
            try (PointerScope scope = new PointerScope()) {
                this.targets = owner.keep(Operators.list(weights));
                // The kernel wants none where there is no momentum.
                this.velocities = owner.keep(Operators.list(weights.stream()
                        .filter(weight -> momentum > 0)
                        .map(weight -> torch.zeros_like(weight.detach()))
                        .toList()));
            }
        }

        void step(List<Tensor> gradients, double rate, @Nullable Tensor skip) {
            if (!weights.isEmpty()) {
                Operators.descend(targets, Operators.list(gradients), velocities, decay, momentum, rate, skip);
                weights.forEach(weight -> weight.mutable_grad().reset());
            }
        }
    }
}
