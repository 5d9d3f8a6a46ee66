// SPDX-License-Identifier: Apache-2.0
package org.aiperf.unit;

/** Kinds of processors by the arithmetic that they have units for. */
public enum Silicon {
    /** Any processor. */
    CPU,
    /** A processor with AMX, or with AVX-512 BF16 that is not Intel's: products in BF16 are the fastest. */
    CPU_BF16,
    /** Intel's with AVX-512 BF16 and without AMX: they compute in BF16, and faster in 32 bits. */
    CPU_SLOW_BF16,
    /** GPUs before Volta. */
    GPU,
    /** Volta and Turing (V100, T4): products in FP16. */
    GPU_FP16,
    /** Ampere and all that came later: BF16 and TF32, too. */
    GPU_BF16;

    private static final int VOLTA = 7;
    private static final int AMPERE = 8;

    /** A GPU of some compute capability, such as 9 for 9.0. */
    public static Silicon ofCapability(int major) {
        return major >= AMPERE ? GPU_BF16 : major >= VOLTA ? GPU_FP16 : GPU;
    }
}
