// SPDX-License-Identifier: Apache-2.0
package org.aiperf.dataset;

import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.hadoop.fs.Path;
import org.jspecify.annotations.Nullable;

/**
 * Compares the images of a data set with those that its {@link ContentDigest} covers, each shard when it is read for the
 * first time. Thread-safe.
 */
final class FirstReading {

    /** Compares nothing. */
    static final FirstReading NONE = new FirstReading(Subject.NOTHING);

    private static final List<String> KEYS = List.of(ImageExample.ENCODED, ImageExample.LABEL);

    private final Subject subject;
    private final Set<Path> compared = ConcurrentHashMap.newKeySet();

    /** What is compared. */
    enum Subject {
        /** Nothing: the data set states no content. */
        NOTHING,
        /** Image and label of every record with the shard's index. */
        CONTENT
    }

    FirstReading(Subject subject) {
        this.subject = subject;
    }

    /**
     * The same records of a shard, each compared; they throw {@link DamagedShardException} for one that is not the image
     * that the index lists, and {@link UnusableIndexException} where there is no index.
     */
    Records compared(Records records, ShardSource source) {
        return subject == Subject.NOTHING || compared.contains(source.path()) ? records : new Compared(records, source);
    }

    private final class Compared implements Records {

        private final Records records;
        private final ShardSource source;
        private final ExampleFeatures features = new ExampleFeatures(KEYS);
        private @Nullable ShardIndex index;

        Compared(Records records, ShardSource source) {
            this.records = records;
            this.source = source;
        }

        @Override
        public @Nullable ShardRecord next(ByteArrays arrays) throws IOException {
            ShardRecord record = records.next(arrays);
            if (record != null) {
                compare(record);
            }
            return record;
        }

        private void compare(ShardRecord record) throws IOException {
            if (index == null) {
                index = ShardIndex.read(
                        source.files(),
                        source.path().getParent(),
                        source.entry().file());
            }
            List<ShardIndex.Entry> entries = index.entries();
            int number = Math.toIntExact(record.number());
            if (number > entries.size() || !holds(record, entries.get(number - 1))) {
                throw new DamagedShardException(
                        record.file(),
                        number,
                        record.offset(),
                        "is not the image that its index lists and the content digest of %s covers"
                                .formatted(DatasetManifest.FILE));
            }
            if (number == entries.size()) {
                // Whoever takes as many images as there are does not ask for the end.
                compared.add(source.path());
            }
        }

        private boolean holds(ShardRecord record, ShardIndex.Entry entry) {
            try {
                features.read(record.data(), record.length());
                return features.number(KEYS.indexOf(ImageExample.LABEL)) == entry.label()
                        && ImageDigest.of(features.bytes(KEYS.indexOf(ImageExample.ENCODED)))
                                .equals(entry.image());
            } catch (IOException e) {
                // What is no example is no image of the index.
                return false;
            }
        }

        @Override
        public void close() throws IOException {
            records.close();
        }
    }
}
