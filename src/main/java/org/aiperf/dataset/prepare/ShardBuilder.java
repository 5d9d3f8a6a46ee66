// SPDX-License-Identifier: Apache-2.0
package org.aiperf.dataset.prepare;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.Serializable;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.aiperf.dataset.ImageDigest;
import org.aiperf.dataset.ImageExample;
import org.aiperf.dataset.ImageInspector;
import org.aiperf.dataset.IndexBuilder;
import org.aiperf.dataset.Inspected;
import org.aiperf.dataset.Sha256;
import org.aiperf.dataset.TfRecordWriter;
import org.aiperf.foreign.Cause;
import org.aiperf.image.decode.DamagedImageException;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * Writes one shard: inspects each image, puts it into an example with the reference's keys, and leaves out what is
 * corrupt. The labels in the records count from 1, as the reference's do. The same images give the same bytes.
 *
 * @param classNames one name a class, in label order
 * @param channels of the data set: 1 or 3
 */
public record ShardBuilder(List<String> classNames, int channels) implements Serializable {

    private static final long serialVersionUID = 1L;

    /** The label of the first class in the records. */
    public static final int LABEL_BASE = 1;

    private static final int BUFFER_BYTES = 1 << 18;
    private static final long MIB = 1 << 20;
    private static final long LARGEST_BLOCK = 1L << 31;

    public ShardBuilder {
        classNames = new ArrayList<>(classNames);
    }

    /** Hands over the images of a shard one after the other. */
    @FunctionalInterface
    public interface Images {
        void forEach(Sink sink) throws IOException;
    }

    /** Takes images one after the other. */
    @FunctionalInterface
    public interface Sink {
        void accept(SourceImage image, byte[] file) throws IOException;
    }

    /** Told of each image that is done. */
    @FunctionalInterface
    public interface Listener {
        void done(int bytes, boolean rejected);
    }

    /**
     * Writes the shard and publishes it with its index and report.
     *
     * @param attempt number of this attempt, different from that of every other one that may be running
     * @param images the plan's images with their files, in the plan's order
     */
    public ShardReport build(ShardPlan plan, PreparedDirectory target, long attempt, Images images, Listener listener)
            throws IOException {
        Path temporary = target.temporary(plan.file(), attempt);
        MessageDigest sha256 = Sha256.digest();
        Writing writing;
        try (ImageInspector inspector = new ImageInspector();
                OutputStream file = create(target.files(), temporary, plan.bytes());
                OutputStream out = new BufferedOutputStream(new DigestOutputStream(file, sha256), BUFFER_BYTES)) {
            writing = new Writing(new TfRecordWriter(out), inspector, listener);
            images.forEach(writing::add);
        }
        ShardReport report = writing.report(plan.file(), Sha256.text(sha256.digest()));
        target.commit(temporary, writing.index.index(), report);
        return report;
    }

    /** A shard that is larger than a block gets larger blocks, so that all of it is on one node. */
    private static OutputStream create(FileSystem files, Path path, long bytes) throws IOException {
        long expected = (bytes + bytes / 16 + MIB) / MIB * MIB;
        long block = files.getDefaultBlockSize(path);
        if (expected > block && expected <= LARGEST_BLOCK) {
            block = expected;
        }
        return files.create(path, true, BUFFER_BYTES, files.getDefaultReplication(path), block);
    }

    private final class Writing {

        private final TfRecordWriter writer;
        private final Listener listener;
        private final ImageInspector inspector;
        private final IndexBuilder index = new IndexBuilder();
        private final SortedMap<Integer, Integer> labels = new TreeMap<>();
        private final List<ShardReport.Remark> fixed = new ArrayList<>();
        private final List<ShardReport.Remark> rejected = new ArrayList<>();

        Writing(TfRecordWriter writer, ImageInspector inspector, Listener listener) {
            this.writer = writer;
            this.inspector = inspector;
            this.listener = listener;
        }

        void add(SourceImage image, byte[] file) throws IOException {
            Inspected inspected;
            try {
                inspected = inspector.inspect(file, image.name());
            } catch (DamagedImageException e) {
                rejected.add(new ShardReport.Remark("%s in %s".formatted(image.name(), image.file()), Cause.of(e)));
                listener.done(file.length, true);
                return;
            }
            inspected.fix().ifPresent(fix -> fixed.add(new ShardReport.Remark(image.name(), fix)));
            int label = image.label() + LABEL_BASE;
            byte[] record = example(image, inspected, label).toBytes();
            writer.write(record);
            index.add(record.length, label, inspected.height(), inspected.width(), ImageDigest.of(inspected.encoded()));
            labels.merge(label, 1, Integer::sum);
            listener.done(file.length, false);
        }

        private ImageExample example(SourceImage image, Inspected inspected, int label) {
            return new ImageExample(
                    inspected.encoded(),
                    inspected.format(),
                    inspected.height(),
                    inspected.width(),
                    channels,
                    channels == 1 ? "Grayscale" : "RGB",
                    label,
                    classNames.get(image.label()),
                    "",
                    image.filename());
        }

        ShardReport report(String file, String sha256) {
            return new ShardReport(
                    file,
                    index.records(),
                    index.bytes(),
                    sha256,
                    index.height(),
                    index.width(),
                    labels,
                    fixed,
                    rejected);
        }
    }
}
