// SPDX-License-Identifier: Apache-2.0
package org.aiperf.dataset;

import java.util.ArrayList;
import java.util.List;

/** The index of a shard that grows with it, record by record. Not thread-safe. */
public final class IndexBuilder {

    private final List<ShardIndex.Entry> entries = new ArrayList<>();
    private long offset;

    /**
     * Notes the next record.
     *
     * @param length bytes of its data
     * @param label as it stands in the record
     * @param height rows of the image
     * @param width columns of the image
     */
    public void add(int length, int label, int height, int width, ImageDigest image) {
        entries.add(new ShardIndex.Entry(offset, length, label, height, width, image));
        offset += length + (long) TfRecordWriter.FRAME_BYTES;
    }

    /** Notes the next record, whose image is as large as the example says. */
    void add(int length, ImageExample example) {
        add(
                length,
                Math.toIntExact(example.label()),
                example.height(),
                example.width(),
                ImageDigest.of(example.encoded()));
    }

    /** Records so far. */
    public int records() {
        return entries.size();
    }

    /** Bytes so far: where the next record starts. */
    public long bytes() {
        return offset;
    }

    /** Rows of every image; 0 if they differ. */
    public int height() {
        return common(entries.stream().map(ShardIndex.Entry::height).toList());
    }

    /** Columns of every image; 0 if they differ. */
    public int width() {
        return common(entries.stream().map(ShardIndex.Entry::width).toList());
    }

    /** The index of the records so far. */
    public ShardIndex index() {
        return new ShardIndex(offset, entries);
    }

    /** The number that all are, or 0. */
    public static int common(List<Integer> numbers) {
        return numbers.stream().distinct().count() == 1 ? numbers.get(0) : 0;
    }
}
