// SPDX-License-Identifier: Apache-2.0
package org.aiperf.dataset;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Makes the content digest of a data set: the same for the same images, however many shards they are in and in whatever
 * order. It is the SHA-256 of a text that anybody can write again, in ASCII, each line ended by a line feed:
 *
 * <pre>
 * aiperf content 1: 1000 classes, 3 channels
 * 00021fdb97...4c train 421
 * 0009e1c3a0...17 validation 7
 * </pre>
 *
 * After the first line comes one for each image, sorted by their bytes (as {@code LC_ALL=C sort} does): the SHA-256 of the
 * encoded image as its record stores it, its split, and the number of its class from 0.
 *
 * <p><b>It covers</b> how many classes and channels there are, and of each image its bytes, its split and its class. An image
 * that stands twice counts twice.
 *
 * <p><b>It does not cover</b> names (of the data set, of classes, of files), shards, order, seed, label base, licence, and
 * whatever else a record says. Class numbers are covered, so data sets whose classes are sorted in another way differ.
 * Images that {@code prepare} encodes anew (of ImageNet 22 in CMYK and one PNG) are covered as they are stored: a Java with
 * another JPEG encoder or colour profile may store, and so digest, other bytes.
 *
 * <p>Holds about 100 bytes for each image. Not thread-safe.
 */
public final class ContentDigest {

    private static final String TRAINING = "train";
    private static final String VALIDATION = "validation";

    private final int labelBase;
    private final List<Image> images = new ArrayList<>();

    /**
     * Where an image stands.
     *
     * @param shard the shard's file name
     * @param record the record's number in it, from 1
     */
    public record Place(String shard, int record) {

        @Override
        public String toString() {
            return "record %d of %s".formatted(record, shard);
        }
    }

    /** A training and a validation image of the same bytes. */
    public record Shared(Place training, Place validation) {}

    private record Image(ImageDigest digest, String split, int label, String shard, int record) {

        private static final Comparator<Image> ORDER = Comparator.comparing(Image::digest)
                .thenComparing(Image::split)
                .thenComparing(image -> Integer.toString(image.label));

        String line() {
            return "%s %s %d\n".formatted(digest, split, label);
        }

        boolean training() {
            return split.equals(TRAINING);
        }

        Place place() {
            return new Place(shard, record);
        }
    }

    /** @param labelBase the label of the first class in the records */
    public ContentDigest(int labelBase) {
        this.labelBase = labelBase;
    }

    /** Reads the index of a shard. */
    @FunctionalInterface
    public interface Indexes {
        ShardIndex of(String shard) throws IOException;
    }

    /**
     * All images of a manifest's shards.
     *
     * @throws UnusableIndexException if an index has not as many entries as the manifest says that its shard has records
     */
    public static ContentDigest of(DatasetManifest manifest, Indexes indexes) throws IOException {
        ContentDigest digest = new ContentDigest(manifest.labelBase());
        for (DatasetManifest.Shard shard : manifest.training()) {
            digest.addTraining(shard.file(), whole(shard, indexes));
        }
        for (DatasetManifest.Shard shard : manifest.validation()) {
            digest.addValidation(shard.file(), whole(shard, indexes));
        }
        return digest;
    }

    private static ShardIndex whole(DatasetManifest.Shard shard, Indexes indexes) throws IOException {
        ShardIndex index = indexes.of(shard.file());
        if (index.entries().size() != shard.records()) {
            throw new UnusableIndexException(
                    "%s has %,d records by its index and %,d by %s; copy the data set again, or delete %s and prepare it anew"
                            .formatted(
                                    shard.file(),
                                    index.entries().size(),
                                    shard.records(),
                                    DatasetManifest.FILE,
                                    DatasetManifest.FILE));
        }
        return index;
    }

    /** Adds the images of a training shard. */
    public void addTraining(String shard, ShardIndex index) {
        add(TRAINING, shard, index);
    }

    /** Adds the images of a validation shard. */
    public void addValidation(String shard, ShardIndex index) {
        add(VALIDATION, shard, index);
    }

    private void add(String split, String shard, ShardIndex index) {
        int record = 1;
        for (ShardIndex.Entry entry : index.entries()) {
            images.add(new Image(entry.image(), split, entry.label() - labelBase, shard, record++));
        }
    }

    /** The content of all images that were added. */
    public Content content(int classes, int channels) {
        images.sort(Image.ORDER);
        MessageDigest sha256 = Sha256.digest();
        sha256.update("aiperf content 1: %d classes, %d channels\n"
                .formatted(classes, channels)
                .getBytes(US_ASCII));
        int repeatedInTraining = 0;
        int repeatedInValidation = 0;
        int inBoth = 0;
        for (int from = 0; from < images.size(); ) {
            int to = from;
            int training = 0;
            for (; to < images.size() && same(from, to); to++) {
                sha256.update(images.get(to).line().getBytes(US_ASCII));
                training += images.get(to).training() ? 1 : 0;
            }
            int validation = to - from - training;
            repeatedInTraining += Math.max(0, training - 1);
            repeatedInValidation += Math.max(0, validation - 1);
            inBoth += training > 0 ? validation : 0;
            from = to;
        }
        return new Content(Sha256.text(sha256.digest()), repeatedInTraining, repeatedInValidation, inBoth);
    }

    /** Images that stand in both splits, in the order of their digests, but not more than some. */
    public List<Shared> shared(int most) {
        images.sort(Image.ORDER);
        List<Shared> shared = new ArrayList<>();
        for (int i = 1; i < images.size() && shared.size() < most; i++) {
            // Of equal images those to train on come first.
            if (same(i - 1, i) && images.get(i - 1).training() && !images.get(i).training()) {
                shared.add(new Shared(images.get(i - 1).place(), images.get(i).place()));
            }
        }
        return shared;
    }

    private boolean same(int a, int b) {
        return images.get(a).digest().equals(images.get(b).digest());
    }
}
