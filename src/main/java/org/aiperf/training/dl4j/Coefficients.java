// SPDX-License-Identifier: Apache-2.0
package org.aiperf.training.dl4j;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.stream.LongStream;

/**
 * The flattened parameters of a graph as Deeplearning4j writes them into a model's zip: a descriptor of the array's shape,
 * then its big-endian floats. Read here and not by the library, whose reader allocates what the file claims.
 */
final class Coefficients {

    /** Rank, a length and a stride for each of at most two dimensions, flags, spacing, order. */
    private static final int LONGEST_SHAPE = 8;

    private static final int BLOCK = 1 << 16;

    private Coefficients() {}

    /**
     * Reads them.
     *
     * @param expected how many the graph has
     * @throws IOException if they are others, or so many do not come
     */
    static float[] read(InputStream stream, long expected) throws IOException {
        DataInputStream in = new DataInputStream(stream);
        try {
            long[] shape = shape(in);
            long length = header(in, "FLOAT");
            if (length != expected || !holds(shape, expected) || expected > Integer.MAX_VALUE - 8) {
                throw new IOException(
                        "its weights are %,d numbers and its network has %,d".formatted(length, expected));
            }
            return values(in, (int) length);
        } catch (EOFException e) {
            throw new IOException("its weights end too early", e);
        }
    }

    private static long[] shape(DataInputStream in) throws IOException {
        long length = header(in, "LONG");
        if (length < 1 || length > LONGEST_SHAPE) {
            throw new IOException("its weights have a shape of %d parts".formatted(length));
        }
        long[] shape = new long[(int) length];
        for (int i = 0; i < shape.length; i++) {
            shape[i] = in.readLong();
        }
        return shape;
    }

    /** Where the buffer was, how long it is, and of which type. */
    private static long header(DataInputStream in, String type) throws IOException {
        in.readUTF();
        long length = in.readLong();
        String given = in.readUTF();
        if (!given.equals(type)) {
            throw new IOException("its weights are of type %s, not %s".formatted(given, type));
        }
        return length;
    }

    private static boolean holds(long[] shape, long expected) {
        int rank = (int) Math.min(2, Math.max(0, Math.min(shape[0], shape.length - 1L)));
        return rank == shape[0]
                && LongStream.rangeClosed(1, rank).map(i -> shape[(int) i]).reduce(1, (a, b) -> a * b) == expected;
    }

    /** Grows as they come, so that no file asks for memory that it does not fill. */
    private static float[] values(DataInputStream in, int length) throws IOException {
        float[] values = new float[Math.min(length, BLOCK)];
        byte[] block = new byte[BLOCK * Float.BYTES];
        for (int read = 0; read < length; ) {
            int next = Math.min(BLOCK, length - read);
            in.readFully(block, 0, next * Float.BYTES);
            if (values.length < read + next) {
                values = Arrays.copyOf(values, (int) Math.min(length, 2L * values.length));
            }
            ByteBuffer.wrap(block).asFloatBuffer().get(values, read, next);
            read += next;
        }
        return values;
    }
}
