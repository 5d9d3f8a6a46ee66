// SPDX-License-Identifier: Apache-2.0
package org.aiperf.training.dl4j.onednn;

/** What a step of a program does, for measurements. */
public enum Kind {
    CONVOLUTION,
    NORMALISATION,
    ACTIVATION,
    SUM,
    POOLING,
    DENSE,
    /** Copies from one layout in memory to another. */
    LAYOUT,
    /** Pixels in, loss, dropout. */
    OTHER
}
