// SPDX-License-Identifier: Apache-2.0
package org.aiperf.search.morph;

import org.aiperf.network.Tensor;

/** Inserts, removes and scales slices along one axis of a tensor. */
final class Axis {

    private Axis() {}

    /**
     * A tensor with further slices along an axis.
     *
     * @param at position of the first new slice
     * @param sources for each new slice the position of the slice that it copies
     */
    static Tensor insertCopies(Tensor tensor, int axis, int at, int[] sources) {
        int inner = tensor.stride(axis);
        int extent = tensor.dimension(axis);
        int outer = tensor.values().length / (inner * extent);
        int[] shape = tensor.shape().clone();
        shape[axis] = extent + sources.length;
        float[] values = new float[outer * shape[axis] * inner];
        for (int o = 0; o < outer; o++) {
            int from = o * extent * inner;
            int to = o * shape[axis] * inner;
            System.arraycopy(tensor.values(), from, values, to, at * inner);
            for (int j = 0; j < sources.length; j++) {
                System.arraycopy(tensor.values(), from + sources[j] * inner, values, to + (at + j) * inner, inner);
            }
            System.arraycopy(
                    tensor.values(),
                    from + at * inner,
                    values,
                    to + (at + sources.length) * inner,
                    (extent - at) * inner);
        }
        return new Tensor(values, shape);
    }

    /** A tensor without some neighbouring slices along an axis. */
    static Tensor remove(Tensor tensor, int axis, int at, int count) {
        int inner = tensor.stride(axis);
        int extent = tensor.dimension(axis);
        int outer = tensor.values().length / (inner * extent);
        int[] shape = tensor.shape().clone();
        shape[axis] = extent - count;
        float[] values = new float[outer * shape[axis] * inner];
        for (int o = 0; o < outer; o++) {
            int from = o * extent * inner;
            int to = o * shape[axis] * inner;
            System.arraycopy(tensor.values(), from, values, to, at * inner);
            int behind = at + count;
            System.arraycopy(
                    tensor.values(), from + behind * inner, values, to + at * inner, (extent - behind) * inner);
        }
        return new Tensor(values, shape);
    }

    /** Multiplies every slice along an axis by its factor, in place: the tensor must be fresh. */
    static void scale(Tensor tensor, int axis, float[] factors) {
        int inner = tensor.stride(axis);
        float[] values = tensor.values();
        for (int i = 0; i < values.length; i++) {
            values[i] *= factors[(i / inner) % factors.length];
        }
    }
}
