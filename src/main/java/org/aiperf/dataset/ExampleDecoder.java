// SPDX-License-Identifier: Apache-2.0
package org.aiperf.dataset;

import java.io.IOException;
import java.util.List;
import org.aiperf.foreign.Cause;

/** Decodes records that hold an {@link ImageExample}. */
final class ExampleDecoder implements RecordDecoder {

    private static final List<String> KEYS = List.of(ImageExample.ENCODED, ImageExample.LABEL);
    private static final int ENCODED = 0;
    private static final int LABEL = 1;

    private final Transform transform;
    private final int labelBase;
    private final int classes;
    private final long seed;
    private final ExampleFeatures features = new ExampleFeatures(KEYS);

    /**
     * @param transform from encoded image to pixels; closed with this decoder
     * @param labelBase label of the first class
     * @param classes number of classes
     * @param seed seed of the pass; each record draws from it and its own place in the data set
     */
    ExampleDecoder(Transform transform, int labelBase, int classes, long seed) {
        this.transform = transform;
        this.labelBase = labelBase;
        this.classes = classes;
        this.seed = seed;
    }

    @Override
    public int decode(ShardRecord record, byte[] batch, int offset) throws IOException {
        try {
            features.read(record.data(), record.length());
            transform.apply(features.bytes(ENCODED), Draws.of(seed, record.shard(), record.number()), batch, offset);
            return classOf(features.number(LABEL));
        } catch (IOException e) {
            DamagedShardException damage = new DamagedShardException(
                    record.file(), record.number(), record.offset(), "cannot be used: " + Cause.of(e));
            damage.initCause(e);
            throw damage;
        }
    }

    @Override
    public void close() {
        transform.close();
    }

    private int classOf(long label) throws IOException {
        if (label < labelBase || label >= (long) labelBase + classes) {
            throw new IOException("its label is %d, but %s allows %d to %d; correct labelBase there or prepare again"
                    .formatted(label, DatasetManifest.FILE, labelBase, labelBase + classes - 1));
        }
        return (int) (label - labelBase);
    }
}
