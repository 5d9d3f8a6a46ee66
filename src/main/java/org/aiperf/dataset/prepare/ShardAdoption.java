// SPDX-License-Identifier: Apache-2.0
package org.aiperf.dataset.prepare;

import java.io.BufferedInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.aiperf.dataset.DamagedShardException;
import org.aiperf.dataset.ImageDigest;
import org.aiperf.dataset.ImageExample;
import org.aiperf.dataset.ImageInspector;
import org.aiperf.dataset.IndexBuilder;
import org.aiperf.dataset.Inspected;
import org.aiperf.dataset.Sha256;
import org.aiperf.dataset.TfRecordReader;
import org.aiperf.foreign.Cause;
import org.aiperf.image.decode.DamagedImageException;
import org.apache.hadoop.fs.Path;

/**
 * Takes over a shard that is there already: reads all of it, compares the checksums, decodes every image, and writes index
 * and report beside it. The shard itself stays as it is.
 *
 * @param file the shard's name
 * @param split its split
 */
public record ShardAdoption(String file, Split split) implements Serializable {

    private static final long serialVersionUID = 1L;

    private static final int BUFFER_BYTES = 1 << 18;

    /**
     * A shard that was read.
     *
     * @param split its split
     * @param report what is in it; {@code rejected} has the images that training could not use
     * @param classNames the names that its records give to labels
     */
    public record Adopted(Split split, ShardReport report, SortedMap<Integer, String> classNames)
            implements Serializable {

        private static final long serialVersionUID = 1L;

        public Adopted {
            classNames = new TreeMap<>(classNames);
        }
    }

    /**
     * Reads the shard and publishes its index and report.
     *
     * @throws DamagedShardException if it is cut off or altered
     */
    public Adopted adopt(PreparedDirectory directory, ShardBuilder.Listener listener) throws IOException {
        Path path = new Path(directory.path(), file);
        MessageDigest sha256 = Sha256.digest();
        Reading reading;
        try (ImageInspector inspector = new ImageInspector();
                InputStream in = directory.files().open(path);
                TfRecordReader records = new TfRecordReader(
                        new DigestInputStream(new BufferedInputStream(in, BUFFER_BYTES), sha256), path.toString())) {
            reading = new Reading(path.toString(), inspector, listener);
            for (byte[] record = records.next(); record != null; record = records.next()) {
                reading.add(record);
            }
        } catch (FileNotFoundException e) {
            throw new IOException("Shard %s is missing; copy it there".formatted(path), e);
        }
        if (reading.index.records() == 0) {
            throw new IOException("Shard %s has no records; remove it".formatted(path));
        }
        ShardReport report = reading.report(Sha256.text(sha256.digest()));
        if (report.rejected().isEmpty()) {
            directory.record(reading.index.index(), report);
        }
        return new Adopted(split, report, reading.classNames);
    }

    private final class Reading {

        private final String path;
        private final ShardBuilder.Listener listener;
        private final ImageInspector inspector;
        private final IndexBuilder index = new IndexBuilder();
        private final SortedMap<Integer, Integer> labels = new TreeMap<>();
        private final SortedMap<Integer, String> classNames = new TreeMap<>();
        private final List<ShardReport.Remark> rejected = new ArrayList<>();

        Reading(String path, ImageInspector inspector, ShardBuilder.Listener listener) {
            this.path = path;
            this.inspector = inspector;
            this.listener = listener;
        }

        void add(byte[] record) throws IOException {
            int number = index.records() + 1;
            ImageExample example = example(record, number);
            int label = Math.toIntExact(example.label());
            try {
                Inspected image = inspector.inspect(example.encoded(), "");
                if (image.fix().isPresent()) {
                    throw new DamagedImageException("its image would have to be encoded anew: it "
                            + image.fix().get());
                }
                index.add(record.length, label, image.height(), image.width(), ImageDigest.of(example.encoded()));
                listener.done(record.length, false);
            } catch (DamagedImageException e) {
                reject(example, record, label, e);
            }
            labels.merge(label, 1, Integer::sum);
            String name = example.synset().isEmpty() ? example.text() : example.synset();
            if (!name.isEmpty()) {
                classNames.put(label, name);
            }
        }

        private void reject(ImageExample example, byte[] record, int label, DamagedImageException problem) {
            String image = "record %d of %s (%s)".formatted(index.records() + 1, path, example.filename());
            rejected.add(new ShardReport.Remark(image, Cause.of(problem)));
            index.add(record.length, label, 0, 0, ImageDigest.of(example.encoded()));
            listener.done(record.length, true);
        }

        private ImageExample example(byte[] record, int number) throws IOException {
            try {
                ImageExample example = ImageExample.parse(record);
                if (example.label() < 0 || example.label() > Labels.MOST_CLASSES) {
                    throw new IOException("its label is " + example.label());
                }
                return example;
            } catch (IOException e) {
                throw new DamagedShardException(path, number, index.bytes(), "holds no labelled image: " + Cause.of(e));
            }
        }

        ShardReport report(String sha256) {
            return new ShardReport(
                    file,
                    index.records(),
                    index.bytes(),
                    sha256,
                    index.height(),
                    index.width(),
                    labels,
                    List.of(),
                    rejected);
        }
    }
}
