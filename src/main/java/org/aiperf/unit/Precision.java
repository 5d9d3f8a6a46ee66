// SPDX-License-Identifier: Apache-2.0
package org.aiperf.unit;

/**
 * Number formats of a training's arithmetic, from the finest to the coarsest: by bits, and among formats of equal bits
 * by the range of their exponent. A benchmark run must not go below a minimum in this order (method section 1.2).
 */
public enum Precision {
    FP64(8),
    FP32(4),
    /** 19 bits in products of 32-bit numbers. */
    TF32(4),
    /** 16 bits with the range of FP32. */
    BF16(2),
    FP16(2),
    FP8(1),
    INT8(1);

    private final int bytes;

    Precision(int bytes) {
        this.bytes = bytes;
    }

    /** Bytes that a number takes in memory. */
    public int bytes() {
        return bytes;
    }

    /** Whether this format is coarser than another. */
    public boolean below(Precision other) {
        return compareTo(other) > 0;
    }
}
