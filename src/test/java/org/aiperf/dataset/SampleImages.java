// SPDX-License-Identifier: Apache-2.0
package org.aiperf.dataset;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.aiperf.image.ImageBatch;
import org.aiperf.image.ImageBatches;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** Small images whose first two pixels tell their number, and data sets of them. */
final class SampleImages {

    static final int SIDE = 4;
    static final int CLASSES = 3;

    private SampleImages() {}

    static byte[] encoded(BufferedImage image, String format) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        if (!ImageIO.write(image, format, bytes)) {
            throw new IOException("No writer for " + format);
        }
        return bytes.toByteArray();
    }

    static byte[] numbered(int number, int side) throws IOException {
        BufferedImage image = new BufferedImage(side, side, BufferedImage.TYPE_BYTE_GRAY);
        image.getRaster().setSample(0, 0, 0, number >> 8);
        image.getRaster().setSample(1, 0, 0, number & 0xff);
        return encoded(image, "png");
    }

    static ImageExample example(byte[] encoded, long label) {
        return new ImageExample(encoded, "PNG", SIDE, SIDE, 1, "Grayscale", label, "sample.png");
    }

    static List<ImageExample> examples(int from, int to) throws IOException {
        List<ImageExample> examples = new ArrayList<>();
        for (int number : IntStream.range(from, to).toArray()) {
            examples.add(example(numbered(number, SIDE), 1 + number % CLASSES));
        }
        return examples;
    }

    static ShardWriter writer(java.nio.file.Path directory) throws IOException {
        Path path = new Path(directory.toUri());
        var files = path.getFileSystem(new Configuration());
        files.setWriteChecksum(false);
        return new ShardWriter(files, path);
    }

    static DatasetManifest manifest(List<DatasetManifest.Shard> training, List<DatasetManifest.Shard> validation) {
        return new DatasetManifest(
                "samples",
                SIDE,
                SIDE,
                1,
                List.of("a", "b", "c"),
                1,
                training,
                validation,
                7,
                "CC0",
                "made here",
                Optional.empty(),
                List.of());
    }

    /** Training images 0 to shards * perShard - 1 and validation images 0 to 9. */
    static void write(java.nio.file.Path directory, int shards, int perShard) throws IOException {
        ShardWriter writer = writer(directory);
        List<DatasetManifest.Shard> training = new ArrayList<>();
        for (int i = 0; i < shards; i++) {
            training.add(writer.write("train-" + i, examples(i * perShard, (i + 1) * perShard))
                    .entry());
        }
        writer.write(manifest(
                training,
                List.of(
                        writer.write("validation-0", examples(0, 5)).entry(),
                        writer.write("validation-1", examples(5, 10)).entry())));
    }

    /** Adds the content of the shards to the manifest. */
    static void stateContent(java.nio.file.Path directory) throws IOException {
        DatasetManifest manifest =
                DatasetManifest.parse(Files.readString(directory.resolve(DatasetManifest.FILE)), DatasetManifest.FILE);
        ContentDigest digest = ContentDigest.of(
                manifest,
                shard -> ShardIndex.parse(Files.readAllBytes(directory.resolve(ShardIndex.file(shard))), shard));
        writer(directory).write(manifest.withContent(digest.content(manifest.classes(), manifest.channels())));
    }

    static Dataset open(java.nio.file.Path directory, Reading reading) throws IOException {
        return new Datasets(new Configuration(), directory.resolve("cache"))
                .open(directory.toString(), Preprocessing.AS_IS, null, reading);
    }

    /** A training shard on a file system whose shards are worth copying. */
    static ShardSource source(java.nio.file.Path directory, int shard) throws IOException {
        Path path = RemoteFiles.path(directory);
        FileSystem files = path.getFileSystem(RemoteFiles.configuration());
        byte[] json = Files.readAllBytes(directory.resolve(DatasetManifest.FILE));
        DatasetManifest manifest = DatasetManifest.parse(new String(json, StandardCharsets.UTF_8), "samples");
        return new Shards(files, path, manifest.training(), FirstReading.NONE, Optional.empty()).source(shard);
    }

    /** The numbers of all images of a pass, in order; closes it. */
    static List<Integer> numbers(ImageBatches pass) throws IOException {
        List<Integer> numbers = new ArrayList<>();
        try (pass) {
            for (ImageBatch batch = pass.next(); batch != null; batch = pass.next()) {
                for (int i = 0; i < batch.size(); i++) {
                    int first = i * SIDE * SIDE;
                    int number = (batch.pixels()[first] & 0xff) << 8 | (batch.pixels()[first + 1] & 0xff);
                    if (batch.labels()[i] != number % CLASSES) {
                        throw new AssertionError("Image " + number + " has label " + batch.labels()[i]);
                    }
                    numbers.add(number);
                }
            }
        }
        return numbers;
    }
}
