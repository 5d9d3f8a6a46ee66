// SPDX-License-Identifier: Apache-2.0
package org.aiperf.dataset;

import java.io.IOException;

/**
 * Decodes records that hold an {@link ImageExample}.
 *
 * @param transform from encoded image to pixels
 * @param labelBase label of the first class
 * @param classes number of classes
 * @param seed seed of the pass; each record draws from it and its own place in the data set
 */
record ExampleDecoder(Transform transform, int labelBase, int classes, long seed) implements RecordDecoder {

    @Override
    public int decode(ShardRecord record, byte[] batch, int offset) throws IOException {
        try {
            ImageExample example = ImageExample.parse(record.data());
            transform.apply(example.encoded(), Draws.of(seed, record.shard(), record.number()), batch, offset);
            return classOf(example.label());
        } catch (IOException e) {
            throw new IOException(
                    "Cannot use record %d of %s: %s".formatted(record.number(), record.file(), e.getMessage()), e);
        }
    }

    private int classOf(long label) throws IOException {
        if (label < labelBase || label >= (long) labelBase + classes) {
            throw new IOException("its label is %d, but %s allows %d to %d; correct labelBase there or prepare again"
                    .formatted(label, DatasetManifest.FILE, labelBase, labelBase + classes - 1));
        }
        return (int) (label - labelBase);
    }
}
