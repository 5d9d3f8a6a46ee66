// SPDX-License-Identifier: Apache-2.0
package org.aiperf.network;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A dense array of floats in row-major order. The values are not copied: whoever makes a tensor gives its array away,
 * and nobody changes it afterwards.
 *
 * @param values elements, the last index running fastest
 * @param shape extent of each dimension
 */
@SuppressWarnings("ArrayRecordComponent") // equals and hashCode are written for arrays; copies would double the memory.
public record Tensor(float[] values, int... shape) {

    public Tensor {
        long size = Arrays.stream(shape).asLongStream().reduce(1, Math::multiplyExact);
        if (size != values.length) {
            throw new IllegalArgumentException("A tensor of shape %s has %d values, not %d"
                    .formatted(Arrays.toString(shape), size, values.length));
        }
    }

    /** A vector of equal values. */
    public static Tensor filled(int length, float value) {
        float[] values = new float[length];
        Arrays.fill(values, value);
        return new Tensor(values, length);
    }

    public int dimension(int axis) {
        return shape[axis];
    }

    /** Number of values behind each step of an axis. */
    public int stride(int axis) {
        return IntStream.range(axis + 1, shape.length).map(i -> shape[i]).reduce(1, (a, b) -> a * b);
    }

    @Override
    public boolean equals(@Nullable Object object) {
        return object instanceof Tensor other
                && Arrays.equals(shape, other.shape)
                && Arrays.equals(values, other.values);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(shape) + Arrays.hashCode(values);
    }

    @Override
    public String toString() {
        return "Tensor" + Arrays.toString(shape);
    }
}
