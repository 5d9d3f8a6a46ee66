// SPDX-License-Identifier: Apache-2.0
package org.aiperf.config;

/** The arithmetic of convolutions and matrix products. */
public enum Precision {
    FP16(16),
    BF16(16),
    FP32(32);

    private final int bits;

    Precision(int bits) {
        this.bits = bits;
    }

    /** Width of one number. */
    public int bits() {
        return bits;
    }
}
