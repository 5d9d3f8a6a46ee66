// SPDX-License-Identifier: Apache-2.0
package org.aiperf.training.libtorch;

import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Dispatcher;
import org.bytedeco.pytorch.GenericList;
import org.bytedeco.pytorch.IValue;
import org.bytedeco.pytorch.IValueVector;
import org.bytedeco.pytorch.OperatorHandle;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorType;
import org.bytedeco.pytorch.Type;
import org.jspecify.annotations.Nullable;

/** The library's operators that have no method in the presets, called by their names. All work in place. */
final class Operators {

    private Operators() {}

    /**
     * A step of stochastic gradient descent on a {@link #list} of tensors, with their gradients and their velocities:
     * {@code g += decay * w; v = momentum * v + g; w -= rate * v}.
     *
     * @param skip a tensor of one element; nothing happens if it is not 0. Null: always a step
     */
    static void descend(
            IValue weights,
            IValue gradients,
            IValue velocities,
            double decay,
            double momentum,
            double rate,
            @Nullable Tensor skip) {
        try (PointerScope scope = new PointerScope()) {
            IValue dampening = new IValue(0.0);
            IValue no = new IValue(false);
            IValue none = new IValue();
            // Nesterov's momentum, ascent, first step: a velocity of 0 makes the first step like all others.
            call(
                    "aten::_fused_sgd_",
                    "",
                    weights,
                    gradients,
                    velocities,
                    new IValue(decay),
                    new IValue(momentum),
                    new IValue(rate),
                    dampening,
                    no,
                    no,
                    no,
                    none,
                    skip == null ? none : new IValue(skip));
        }
    }

    /** Multiplies gradients by a factor, and sets a flag to 1 where one is not finite; both are tensors of one element. */
    static void unscale(List<Tensor> gradients, Tensor flag, Tensor factor) {
        try (PointerScope scope = new PointerScope()) {
            call(
                    "aten::_amp_foreach_non_finite_check_and_unscale_",
                    "",
                    list(gradients),
                    new IValue(flag),
                    new IValue(factor));
        }
    }

    /** Multiplies a scale by {@code down} if the flag is set, and by {@code up} after a number of steps without. */
    static void adapt(Tensor scale, Tensor stepsSince, Tensor flag, double up, double down, long interval) {
        try (PointerScope scope = new PointerScope()) {
            call(
                    "aten::_amp_update_scale_",
                    "",
                    new IValue(scale),
                    new IValue(stepsSince),
                    new IValue(flag),
                    new IValue(up),
                    new IValue(down),
                    new IValue(interval));
        }
    }

    /** Tensors as an argument, in the caller's scope. */
    static IValue list(List<Tensor> tensors) {
        GenericList list = new GenericList(new Type.TypePtr(TensorType.get()));
        list.reserve(tensors.size());
        for (Tensor tensor : tensors) {
            list.push_back(new IValue(tensor));
        }
        return new IValue(list);
    }

    private static void call(String name, String overload, IValue... arguments) {
        OperatorHandle operator = Dispatcher.singleton().findSchemaOrThrow(name, overload);
        operator.callBoxed(new IValueVector(arguments));
    }
}
