// SPDX-License-Identifier: Apache-2.0
package org.aiperf.dataset;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.jspecify.annotations.Nullable;

/**
 * Compares the images of a data set with those that its {@link ContentDigest} covers, each shard when it is read for the
 * first time. Thread-safe.
 */
final class FirstReading {

    /** Compares nothing. */
    static final FirstReading NONE = new FirstReading(Subject.NOTHING);

    /** Compares nothing of one shard. */
    static final Comparison UNCOMPARED = record -> {};

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

    /** Told of the records of a shard in file order. Not thread-safe. */
    @FunctionalInterface
    interface Comparison {

        /**
         * Compares the next record.
         *
         * @throws DamagedShardException if it is not the image that the index lists
         */
        void record(ShardRecord record) throws IOException;
    }

    FirstReading(Subject subject) {
        this.subject = subject;
    }

    Comparison of(ShardSource source) {
        return subject == Subject.NOTHING || compared.contains(source.path()) ? UNCOMPARED : new WithIndex(source);
    }

    /** The index of a shard. */
    static ShardIndex index(FileSystem files, Path directory, String shard) throws IOException {
        Path path = new Path(directory, ShardIndex.file(shard));
        try (InputStream in = files.open(path)) {
            return ShardIndex.parse(in.readAllBytes(), path.toString());
        } catch (FileNotFoundException e) {
            throw new IOException(
                    "%s is missing, the index of a shard; copy %s of the data set, too, or make it anew by submit/aiperf prepare --source tfrecord=%s"
                            .formatted(path, ShardIndex.DIRECTORY, directory),
                    e);
        }
    }

    private final class WithIndex implements Comparison {

        private final ShardSource source;
        private final ExampleFeatures features = new ExampleFeatures(KEYS);
        private @Nullable ShardIndex index;

        WithIndex(ShardSource source) {
            this.source = source;
        }

        @Override
        public void record(ShardRecord record) throws IOException {
            if (index == null) {
                index = index(
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
    }
}
