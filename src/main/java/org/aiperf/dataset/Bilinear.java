// SPDX-License-Identifier: Apache-2.0
package org.aiperf.dataset;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import org.aiperf.image.ImageSize;

/**
 * Bilinear resampling of 8-bit images, one or three channels, in integers: a result is off the exact value by less than
 * one. The three channels of a pixel are worked on in one long, 21 bits each. Not thread-safe; allocates only to grow.
 *
 * <p>A position is a coordinate of a pixel's centre, so that the first pixel covers -0.5 to 0.5; outside of the image its
 * edge goes on.
 */
final class Bilinear {

    /** Bytes that a source of three channels must have after its last pixel: pixels are read four bytes at a time. */
    static final int PADDING = 1;

    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

    // 8 bits of a sample and 12 of a column's weight are rounded to 13, which leaves 8 for a row's weight.
    private static final int COLUMN_BITS = 12;
    private static final int DROPPED_BITS = 7;
    private static final int ROW_BITS = 8;
    private static final int SHIFT = COLUMN_BITS - DROPPED_BITS + ROW_BITS;
    private static final int LANE = 21;
    private static final long EACH = 1L | (1L << LANE) | (1L << (2 * LANE));
    private static final long KEPT = EACH * ((1 << (LANE - DROPPED_BITS)) - 1);

    private final ImageSize size;
    private final int channels;
    private final int[] left;
    private final int[] right;
    private final int[] weights;
    private long[] upper;
    private long[] lower;

    /**
     * @param size of the results
     * @param channels 1 or 3
     */
    Bilinear(ImageSize size, int channels) {
        this.size = size;
        this.channels = channels;
        this.left = new int[size.width()];
        this.right = new int[size.width()];
        this.weights = new int[size.width()];
        this.upper = new long[size.width()];
        this.lower = new long[size.width()];
    }

    /**
     * Where the pixels of a result lie along one side of an image.
     *
     * @param start position of the first one
     * @param step from one to the next; negative to mirror
     * @param length pixels of the image along this side
     */
    record Axis(double start, double step, int length) {

        /** The whole side of an image, brought to a number of pixels. */
        static Axis whole(int length, int pixels) {
            double step = (double) length / pixels;
            return new Axis(0.5 * step - 0.5, step, length);
        }

        /** The same pixels in the opposite order. */
        Axis mirrored(int pixels) {
            return new Axis(start + (pixels - 1) * step, -step, length);
        }

        private double position(int pixel) {
            return Math.max(0, Math.min(length - 1.0, start + pixel * step));
        }
    }

    /**
     * Resamples one image.
     *
     * @param source its samples, without gaps between rows, from index 0; {@link #PADDING} behind them
     * @param target takes the samples of the result, without gaps
     * @param offset index of the first of them
     */
    void resample(byte[] source, Axis rows, Axis columns, byte[] target, int offset) {
        place(columns);
        int stride = columns.length() * channels;
        int upperRow = -1;
        int lowerRow = -1;
        for (int y = 0; y < size.height(); y++) {
            double position = rows.position(y);
            int top = (int) position;
            int bottom = Math.min(top + 1, rows.length() - 1);
            if (top == lowerRow) {
                long[] swapped = upper;
                upper = lower;
                lower = swapped;
                lowerRow = upperRow;
                upperRow = top;
            }
            if (top != upperRow) {
                row(source, top * stride, upper);
                upperRow = top;
            }
            if (bottom != lowerRow) {
                row(source, bottom * stride, lower);
                lowerRow = bottom;
            }
            int weight = (int) Math.round((position - top) * (1 << ROW_BITS));
            blend(weight, target, offset + y * size.width() * channels);
        }
    }

    private void place(Axis columns) {
        for (int x = 0; x < left.length; x++) {
            double position = columns.position(x);
            int column = (int) position;
            left[x] = column * channels;
            right[x] = Math.min(column + 1, columns.length() - 1) * channels;
            weights[x] = (int) Math.round((position - column) * (1 << COLUMN_BITS));
        }
    }

    /** One row of the source at the columns of the result. */
    private void row(byte[] source, int from, long[] row) {
        long half = EACH << (DROPPED_BITS - 1);
        if (channels == 1) {
            for (int x = 0; x < row.length; x++) {
                int first = source[from + left[x]] & 0xff;
                int second = source[from + right[x]] & 0xff;
                row[x] = (((first << COLUMN_BITS) + (second - first) * weights[x] + half) >>> DROPPED_BITS) & KEPT;
            }
            return;
        }
        for (int x = 0; x < row.length; x++) {
            long first = spread((int) INT.get(source, from + left[x]));
            long second = spread((int) INT.get(source, from + right[x]));
            long sum = first * ((1 << COLUMN_BITS) - weights[x]) + second * weights[x] + half;
            row[x] = (sum >>> DROPPED_BITS) & KEPT;
        }
    }

    private static long spread(int pixel) {
        return (pixel & 0xffL) | ((pixel & 0xff00L) << (LANE - 8)) | ((pixel & 0xff0000L) << (2 * LANE - 16));
    }

    private void blend(int weight, byte[] target, int offset) {
        long half = EACH << (SHIFT - 1);
        int to = offset;
        for (int x = 0; x < upper.length; x++) {
            long pixel = upper[x] * ((1 << ROW_BITS) - weight) + lower[x] * weight + half;
            target[to++] = (byte) (pixel >>> SHIFT);
            if (channels == 3) {
                target[to++] = (byte) (pixel >>> (LANE + SHIFT));
                target[to++] = (byte) (pixel >>> (2 * LANE + SHIFT));
            }
        }
    }
}
