// SPDX-License-Identifier: Apache-2.0
package org.aiperf.training;

/** Arithmetic of multiplications; sums and weights are kept in 32 bits at least. */
public enum Precision {
    FP32,
    TF32,
    BF16,
    FP16
}
