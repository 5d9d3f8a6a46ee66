// SPDX-License-Identifier: Apache-2.0
package org.aiperf.search.morph;

import org.aiperf.network.Tensor;

/** Changes the extent of convolution kernels. */
final class Kernels {

    private Kernels() {}

    /** A kernel of another odd size with the same middle: padded with zeros, or without its border. */
    static Tensor centred(Tensor old, int kernel) {
        int size = old.dimension(2);
        int planes = old.dimension(0) * old.dimension(1);
        int shift = kernel / 2 - size / 2;
        float[] values = new float[planes * kernel * kernel];
        for (int plane = 0; plane < planes; plane++) {
            for (int y = Math.max(0, -shift); y < size && y + shift < kernel; y++) {
                for (int x = Math.max(0, -shift); x < size && x + shift < kernel; x++) {
                    values[(plane * kernel + y + shift) * kernel + x + shift] =
                            old.values()[(plane * size + y) * size + x];
                }
            }
        }
        return new Tensor(values, old.dimension(0), old.dimension(1), kernel, kernel);
    }
}
