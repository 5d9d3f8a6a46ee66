// SPDX-License-Identifier: Apache-2.0
package org.aiperf.dataset;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.aiperf.dataset.prepare.FashionMnistSource;
import org.apache.hadoop.conf.Configuration;

/**
 * Turns the four IDX files of Fashion-MNIST (Debian package {@code dataset-fashion-mnist}, installed in
 * {@code /usr/share/datasets/fashion-mnist}) into a data set of PNG images in TFRecord shards. Each class gives the same
 * number of images, drawn at random from all of its own, and the images of a split are shuffled over its shards. The same
 * seed gives the same images in the same order; their PNG bytes depend on the Java that encodes them.
 *
 * <p>The resource {@code fashion-mnist} of this package is what {@link #SHIPPED} and seed {@link #SHIPPED_SEED} give:
 *
 * <pre>{@code
 * var target = new Path("file:///tmp/fashion-mnist");
 * new FashionMnistImport(java.nio.file.Path.of("/usr/share/datasets/fashion-mnist"))
 *         .write(FashionMnistImport.SHIPPED, FashionMnistImport.SHIPPED_SEED,
 *                 new ShardWriter(target.getFileSystem(new Configuration()), target));
 * }</pre>
 *
 * @param source directory of the IDX files
 */
record FashionMnistImport(Path source) {

    /**
     * How many images to take and into how many shards to put them.
     *
     * @param trainingImages a multiple of the ten classes, at most 60,000
     * @param validationImages a multiple of the ten classes, at most 10,000
     * @param trainingShards files of training images
     * @param validationShards files of validation images
     */
    public record Selection(int trainingImages, int validationImages, int trainingShards, int validationShards) {}

    /** All images. */
    public static final Selection ALL = new Selection(60_000, 10_000, 16, 4);

    /** The images that ship with the application. */
    public static final Selection SHIPPED = new Selection(10_000, 2_000, 4, 1);

    /** The seed that drew them. */
    public static final long SHIPPED_SEED = 12_345;

    private static final int LABEL_BASE = 1;

    private static final String SOURCE = "Fashion-MNIST, https://github.com/zalandoresearch/fashion-mnist; "
            + "%d of its training images and %d of its test images, drawn by class with seed %d";

    /**
     * Writes shards and manifest and returns the manifest.
     *
     * @throws IOException if the IDX files are missing or unreadable or the target cannot be written
     * @throws IllegalArgumentException if the selection cannot be met
     */
    public DatasetManifest write(Selection selection, long seed, ShardWriter target) throws IOException {
        Part training = part("train");
        Part validation = part("t10k");
        List<ShardWriter.Written> trainingShards =
                training.write("train", selection.trainingImages(), selection.trainingShards(), seed, target);
        List<ShardWriter.Written> validationShards = validation.write(
                "validation", selection.validationImages(), selection.validationShards(), seed, target);
        DatasetManifest manifest = new DatasetManifest(
                "fashion-mnist",
                training.height(),
                training.width(),
                1,
                FashionMnistSource.CLASSES,
                LABEL_BASE,
                entries(trainingShards),
                entries(validationShards),
                seed,
                FashionMnistSource.LICENCE,
                SOURCE.formatted(selection.trainingImages(), selection.validationImages(), seed),
                Optional.empty(),
                List.of());
        Map<String, ShardIndex> indexes = Stream.concat(trainingShards.stream(), validationShards.stream())
                .collect(Collectors.toMap(shard -> shard.entry().file(), ShardWriter.Written::index));
        manifest = manifest.withContent(ContentDigest.of(manifest, shard -> Objects.requireNonNull(indexes.get(shard)))
                .content(manifest.classes(), manifest.channels()));
        target.write(manifest);
        return manifest;
    }

    private static List<DatasetManifest.Shard> entries(List<ShardWriter.Written> shards) {
        return shards.stream().map(ShardWriter.Written::entry).toList();
    }

    private Part part(String name) throws IOException {
        IdxFile images = read(name + "-images-idx3-ubyte.gz");
        IdxFile labels = read(name + "-labels-idx1-ubyte.gz");
        if (images.dimensions().size() != 3 || labels.dimensions().size() != 1 || images.items() != labels.items()) {
            throw new IOException("The images and labels of %s in %s do not belong together".formatted(name, source));
        }
        return new Part(name, images, labels);
    }

    private IdxFile read(String name) throws IOException {
        var file = new org.apache.hadoop.fs.Path(source.resolve(name).toUri());
        return IdxFile.read(file.getFileSystem(new Configuration()), file);
    }

    /** The training or the test images. */
    private record Part(String name, IdxFile images, IdxFile labels) {

        int height() {
            return images.dimensions().get(1);
        }

        int width() {
            return images.dimensions().get(2);
        }

        List<ShardWriter.Written> write(String prefix, int count, int shards, long seed, ShardWriter target)
                throws IOException {
            if (shards < 1 || shards > count) {
                throw new IllegalArgumentException("Cannot put %d images into %d shards".formatted(count, shards));
            }
            List<Integer> drawn = draw(count, new Random(seed));
            List<ShardWriter.Written> written = new ArrayList<>();
            for (int i = 0; i < shards; i++) {
                List<ImageExample> examples = new ArrayList<>();
                for (int index :
                        drawn.subList((int) ((long) count * i / shards), (int) ((long) count * (i + 1) / shards))) {
                    examples.add(example(index));
                }
                written.add(target.write("%s-%05d-of-%05d.tfrecord".formatted(prefix, i, shards), examples));
            }
            return written;
        }

        private List<Integer> draw(int count, Random random) {
            int each = count / FashionMnistSource.CLASSES.size();
            if (each * FashionMnistSource.CLASSES.size() != count || count < 1) {
                throw new IllegalArgumentException("%d images cannot be drawn evenly from %d classes"
                        .formatted(count, FashionMnistSource.CLASSES.size()));
            }
            List<List<Integer>> byClass = new ArrayList<>();
            FashionMnistSource.CLASSES.forEach(name -> byClass.add(new ArrayList<>()));
            for (int i = 0; i < labels.items(); i++) {
                int label = labels.data()[i] & 0xff;
                if (label >= FashionMnistSource.CLASSES.size()) {
                    throw new IllegalArgumentException("Image %d of %s has label %d, there are only %d classes"
                            .formatted(i, name, label, FashionMnistSource.CLASSES.size()));
                }
                byClass.get(label).add(i);
            }
            List<Integer> drawn = new ArrayList<>();
            for (List<Integer> members : byClass) {
                if (members.size() < each) {
                    throw new IllegalArgumentException(
                            "%d images of each class are asked for, but %s has only %d of one"
                                    .formatted(each, name, members.size()));
                }
                Collections.shuffle(members, random);
                drawn.addAll(members.subList(0, each));
            }
            Collections.shuffle(drawn, random);
            return drawn;
        }

        private ImageExample example(int index) throws IOException {
            byte[] png = FashionMnistSource.png(images.item(index), height(), width());
            int label = labels.data()[index] + LABEL_BASE;
            String filename = "%s-%05d.png".formatted(name, index);
            return new ImageExample(png, "PNG", height(), width(), 1, "Grayscale", label, filename);
        }
    }
}
