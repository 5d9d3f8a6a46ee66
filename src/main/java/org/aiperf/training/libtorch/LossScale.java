// SPDX-License-Identifier: Apache-2.0
package org.aiperf.training.libtorch;

import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Dynamic loss scaling (Micikevicius et al. 2018, "Mixed Precision Training"): the loss is multiplied by a scale, so that
 * small gradients do not vanish in 16 bits. A step with a gradient that is not finite is skipped and the scale halved;
 * after 2000 steps without, it is doubled. All of it happens on the device.
 */
final class LossScale {

    private static final float INITIAL = 65536;
    private static final long INTERVAL = 2000;

    private final Tensor scale;
    private final Tensor stepsSince;
    private final Tensor overflow;

    LossScale(Device device, Owned owner) {
        try (PointerScope scope = new PointerScope()) {
            scale = owner.keep(Tensor.create(INITIAL).to(device, ScalarType.Float));
            stepsSince = owner.keep(Tensor.create(0).to(device, ScalarType.Int));
            overflow = owner.keep(Tensor.create(0f).to(device, ScalarType.Float));
        }
    }

    Tensor scaled(Tensor loss) {
        return loss.mul(scale);
    }

    /**
     * Brings gradients of a scaled loss back to their size.
     *
     * @return one element, not 0 if the step must be skipped; valid until the next call
     */
    Tensor unscale(List<Tensor> gradients) {
        overflow.zero_();
        Operators.unscale(gradients, overflow, torch.reciprocal(scale));
        Operators.adapt(scale, stepsSince, overflow, 2, 0.5, INTERVAL);
        return overflow;
    }
}
