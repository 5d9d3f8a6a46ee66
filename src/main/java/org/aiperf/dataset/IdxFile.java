// SPDX-License-Identifier: Apache-2.0
package org.aiperf.dataset;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * An array of unsigned bytes in the IDX format of MNIST, gzipped: two zero bytes, type 8, the number of dimensions, each
 * dimension as a big-endian int, the data.
 *
 * @param dimensions the first is the number of items
 * @param data the items, one after the other
 */
@SuppressWarnings("ArrayRecordComponent") // Whole data sets; copying would double the memory.
public record IdxFile(List<Integer> dimensions, byte[] data) {

    private static final int UNSIGNED_BYTES = 8;
    private static final int MOST_DIMENSIONS = 3;

    /**
     * Reads a whole file.
     *
     * @throws IOException if it is missing, cut off or no IDX file of unsigned bytes
     */
    public static IdxFile read(FileSystem files, Path file) throws IOException {
        try (var in = new DataInputStream(new BufferedInputStream(new GZIPInputStream(files.open(file))))) {
            int magic = in.readInt();
            int rank = magic & 0xff;
            if (magic >>> 8 != UNSIGNED_BYTES || rank < 1 || rank > MOST_DIMENSIONS) {
                throw new IOException("%s is no IDX file of unsigned bytes".formatted(file));
            }
            Integer[] dimensions = new Integer[rank];
            long size = 1;
            for (int i = 0; i < rank; i++) {
                dimensions[i] = in.readInt();
                size = Math.multiplyExact(size, dimensions[i]);
            }
            byte[] data = in.readAllBytes();
            if (size != data.length) {
                throw new IOException("%s has %d bytes of data, its dimensions %s need %d"
                        .formatted(file, data.length, Arrays.toString(dimensions), size));
            }
            return new IdxFile(List.of(dimensions), data);
        } catch (FileNotFoundException e) {
            throw new IOException(
                    "%s is missing; install the package that has it or name its directory".formatted(file), e);
        } catch (EOFException e) {
            throw new IOException("%s is cut off".formatted(file), e);
        }
    }

    /** How many items there are. */
    public int items() {
        return dimensions.get(0);
    }

    /** The bytes of one item, from 0. */
    public byte[] item(int index) {
        int length = data.length / items();
        return Arrays.copyOfRange(data, index * length, (index + 1) * length);
    }
}
