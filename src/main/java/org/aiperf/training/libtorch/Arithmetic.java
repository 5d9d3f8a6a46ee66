// SPDX-License-Identifier: Apache-2.0
package org.aiperf.training.libtorch;

import org.aiperf.unit.Precision;
import org.bytedeco.pytorch.Context;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.DeviceType;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * How a precision is asked of the library: weights, their gradients and the optimizer are always of 32 bits, and
 * convolutions and products of matrices are computed in 32 bits, in TF32, or in 16 bits by autocast.
 */
enum Arithmetic {
    FP32(ScalarType.Float),
    TF32(ScalarType.Float),
    BF16(ScalarType.BFloat16),
    FP16(ScalarType.Half);

    private final ScalarType type;

    Arithmetic(ScalarType type) {
        this.type = type;
    }

    static Arithmetic of(Precision precision) {
        return switch (precision) {
            case FP32 -> FP32;
            case TF32 -> TF32;
            case BF16 -> BF16;
            case FP16 -> FP16;
            case FP64, FP8, INT8 -> throw new IllegalArgumentException("libtorch does not train in " + precision);
        };
    }

    /** Whether gradients are so small in this format that the loss has to be scaled up. */
    boolean needsLossScaling() {
        return this == FP16;
    }

    /** Switches what is switched for the whole process: all trials of a run compute alike. */
    void prepare() {
        Context context = torch.globalContext();
        context.setAllowTF32CuBLAS(this == TF32);
        context.setAllowTF32CuDNN(this == TF32);
        context.setBenchmarkCuDNN(true);
    }

    /** Casts on the calling thread until the scope is closed. */
    Scope cast(DeviceType kind) {
        if (type == ScalarType.Float) {
            return () -> {};
        }
        torch.set_autocast_dtype(kind, type);
        torch.set_autocast_enabled(kind, true);
        // Each weight is read once in a pass: a copy that is kept would only take memory.
        torch.set_autocast_cache_enabled(false);
        return () -> torch.set_autocast_enabled(kind, false);
    }

    /** Ends what was begun. */
    @FunctionalInterface
    interface Scope extends AutoCloseable {
        @Override
        void close();
    }
}
