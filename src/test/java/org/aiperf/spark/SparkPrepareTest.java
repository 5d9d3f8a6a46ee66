// SPDX-License-Identifier: Apache-2.0
package org.aiperf.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.groups.Tuple.tuple;

import java.io.ByteArrayInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.aiperf.dataset.Content;
import org.aiperf.dataset.Dataset;
import org.aiperf.dataset.DatasetManifest;
import org.aiperf.dataset.Datasets;
import org.aiperf.dataset.ImageExample;
import org.aiperf.dataset.LeftOut;
import org.aiperf.dataset.Sha256;
import org.aiperf.dataset.ShardIndex;
import org.aiperf.dataset.TfRecordReader;
import org.aiperf.dataset.prepare.CorruptImagesException;
import org.aiperf.dataset.prepare.DatasetAdoption;
import org.aiperf.dataset.prepare.FashionMnistSource;
import org.aiperf.dataset.prepare.FolderSource;
import org.aiperf.dataset.prepare.ImageNetSource;
import org.aiperf.dataset.prepare.ImageSource;
import org.aiperf.dataset.prepare.ParquetSource;
import org.aiperf.dataset.prepare.PrepareReport;
import org.aiperf.dataset.prepare.PrepareRequest;
import org.aiperf.dataset.prepare.PrepareRequest.Completeness;
import org.aiperf.dataset.prepare.ShardCounts;
import org.aiperf.dataset.prepare.Split;
import org.aiperf.dataset.prepare.SplitRule;
import org.aiperf.dataset.prepare.SynthNet;
import org.aiperf.dataset.prepare.WebDatasetSource;
import org.aiperf.image.ImageBatches;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whole preparations on a Spark of this JVM. */
class SparkPrepareTest {

    private final Path source;
    private final Path out;

    SparkPrepareTest(@TempDir Path path) throws IOException {
        source = Files.createDirectories(path.resolve("source"));
        out = path.resolve("out");
    }

    @Test
    void foldersGiveShardsThatHoldEachImageOnceUnchanged() throws Exception {
        SampleSources.folders(source);
        PrepareReport report = build(new FolderSource(source.toString(), SplitRule.WORDS, ""), 0);

        DatasetManifest manifest = report.manifest();
        assertThat(manifest.classNames()).isEqualTo(SampleSources.SYNSETS);
        assertThat(manifest.labelBase()).isEqualTo(1);
        assertThat(manifest.seed()).isEqualTo(7);
        assertThat(manifest.training())
                .extracting(DatasetManifest.Shard::file, DatasetManifest.Shard::records)
                .containsExactly(tuple("train-00000-of-00002", 15), tuple("train-00001-of-00002", 15));
        assertThat(report.perClass(Split.TRAINING)).containsExactly(10, 10, 10);
        assertThat(images(manifest.training(), 1))
                .usingRecursiveComparison()
                .isEqualTo(SampleSources.images(Split.TRAINING));
        assertThat(images(manifest.validation(), 1))
                .usingRecursiveComparison()
                .isEqualTo(SampleSources.images(Split.VALIDATION));
        assertThat(new Datasets(new Configuration(), out).open(out.toString()).info())
                .extracting("height", "width", "channels", "classes", "trainImages", "validationImages")
                .containsExactly(20, 24, 3, 3, 30, 9);
        assertThat(Files.exists(out.resolve("_temporary"))).isFalse();

        Map<String, String> before = hashes();
        PrepareReport again = build(new FolderSource(source.toString(), SplitRule.WORDS, ""), 0);
        assertThat(again.written()).isZero();
        assertThat(hashes()).isEqualTo(before);
    }

    @Test
    void archivesParquetAndWebDatasetGiveTheSameImages() throws Exception {
        for (String kind : List.of("imagenet", "parquet", "webdataset")) {
            Path from = Files.createDirectories(source.resolve(kind));
            Path to = out.resolve(kind);
            PrepareReport report =
                    switch (kind) {
                        case "imagenet" -> {
                            SampleSources.imageNet(from);
                            String directory = from.toString();
                            yield build(new ImageNetSource(directory, directory + "/" + ImageNetSource.LABELS), to, 0);
                        }
                        case "parquet" -> {
                            SampleSources.parquet(from);
                            assertThat(new ParquetSource(from.toString(), List.of(), SplitRule.WORDS)
                                            .layout(new Configuration())
                                            .parts())
                                    .hasSizeGreaterThan(2);
                            yield build(new ParquetSource(from.toString(), List.of(), SplitRule.WORDS), to, 0);
                        }
                        default -> {
                            SampleSources.webDataset(from);
                            yield build(new WebDatasetSource(from.toString(), List.of(), SplitRule.WORDS), to, 0);
                        }
                    };
            assertThat(report.manifest().classNames())
                    .isEqualTo(
                            switch (kind) {
                                case "imagenet" -> SampleSources.SYNSETS;
                                case "parquet" -> List.of("cat", "dog", "eel");
                                default -> List.of("0", "1", "2");
                            });
            // Archives of validation images and Parquet rename the files; their bytes tell them apart.
            for (Split split : Split.values()) {
                assertThat(labelled(
                                to,
                                split == Split.TRAINING
                                        ? report.manifest().training()
                                        : report.manifest().validation()))
                        .as(kind)
                        .isEqualTo(labelled(SampleSources.images(split)));
            }
            assertThat(report.problems().isEmpty()).isEqualTo(!kind.equals("imagenet"));
        }
    }

    @Test
    void fashionMnistAndMadeUpImages() throws Exception {
        for (String split : List.of("train", "t10k")) {
            try (var images = gzip(split + "-images-idx3-ubyte.gz");
                    var labels = gzip(split + "-labels-idx1-ubyte.gz")) {
                images.writeInt(0x803);
                images.writeInt(20);
                images.writeInt(3);
                images.writeInt(2);
                labels.writeInt(0x801);
                labels.writeInt(20);
                for (int i = 0; i < 20; i++) {
                    labels.writeByte(i % 10);
                    images.write(new byte[] {(byte) i, (byte) split.length(), 2, 3, 4, 5});
                }
            }
        }
        PrepareReport fashion = build(new FashionMnistSource(source.toString()), out.resolve("fashion"), 0);
        assertThat(fashion.manifest()).extracting("height", "width", "channels").containsExactly(3, 2, 1);
        assertThat(fashion.perClass(Split.TRAINING)).containsOnly(2);

        SynthNet synth = new SynthNet(4, 8, 8, 40, 8, 0.5, 3);
        PrepareReport first = build(synth, out.resolve("synth"), 0);
        PrepareReport second = build(synth, out.resolve("again"), 0);
        assertThat(second.manifest().training()).isEqualTo(first.manifest().training());
        assertThat(first.perClass(Split.VALIDATION)).containsOnly(2);
        assertThatThrownBy(() -> build(new SynthNet(4, 8, 8, 40, 8, 0.6, 3), out.resolve("synth"), 0))
                .hasMessageContaining("holds another data set")
                .hasMessageContaining("difficulty 0.5")
                .hasMessageContaining("--out");
    }

    @Test
    void corruptImagesAreListedAndRefusedOrLeftOutByNumber() throws Exception {
        SampleSources.folders(source);
        List<Path> files;
        try (Stream<Path> walk = Files.walk(source.resolve("train"))) {
            files = walk.filter(Files::isRegularFile).sorted().toList();
        }
        byte[] whole = Files.readAllBytes(files.get(3));
        Files.write(files.get(3), Arrays.copyOf(whole, whole.length - 40));
        Files.writeString(files.get(20), "no picture");

        assertThatThrownBy(() -> build(new FolderSource(source.toString(), SplitRule.WORDS, ""), 1))
                .isInstanceOf(CorruptImagesException.class)
                .hasMessageContaining("2 images are corrupt and 1 may be")
                .hasMessageContaining("--skip-corrupt 2")
                .satisfies(e -> assertThat(((CorruptImagesException) e).images())
                        .extracting(image -> image.image() + ": " + image.text())
                        .anyMatch(line -> line.contains(files.get(3).toString()) && line.contains("cannot be decoded"))
                        .anyMatch(line -> line.contains(files.get(20).toString()) && line.contains("neither")));
        assertThat(out.resolve("dataset.json")).doesNotExist();

        Files.write(files.get(3), whole);
        PrepareReport report = build(new FolderSource(source.toString(), SplitRule.WORDS, ""), 1);
        assertThat(report.manifest().trainImages()).isEqualTo(29);
        assertThat(report.rejected()).hasSize(1);
    }

    @Test
    void goesOnWhereAnInterruptedJobStopped() throws Exception {
        SampleSources.folders(source);
        PrepareReport whole = build(new FolderSource(source.toString(), SplitRule.WORDS, ""), 0);
        Map<String, String> before = hashes();
        // As a killed process leaves it: no manifest, one shard not committed, one half written, one cut off.
        Files.delete(out.resolve("dataset.json"));
        Files.delete(out.resolve("_manifest/train-00000-of-00002.json"));
        Files.createDirectories(out.resolve("_temporary"));
        Files.writeString(out.resolve("_temporary/train-00000-of-00002.17"), "half");
        Path shard = out.resolve("validation-00000-of-00001");
        Files.write(shard, Arrays.copyOf(Files.readAllBytes(shard), 100));
        Files.deleteIfExists(out.resolve(".validation-00000-of-00001.crc"));

        PrepareReport rest = build(new FolderSource(source.toString(), SplitRule.WORDS, ""), 0);
        assertThat(rest.written()).isEqualTo(2);
        assertThat(rest.manifest()).isEqualTo(whole.manifest());
        assertThat(hashes()).isEqualTo(before);
        assertThat(out.resolve("_temporary")).doesNotExist();

        Files.writeString(source.resolve("train/n00000001/n00000001_new.JPEG"), "x");
        assertThatThrownBy(() -> build(new FolderSource(source.toString(), SplitRule.WORDS, ""), 0))
                .hasMessageContaining("holds another data set: 30 + 9 images")
                .hasMessageContaining("would make: 31 + 9 images");
    }

    @Test
    void adoptsShardsInPlaceAndComparesCopies() throws Exception {
        SampleSources.folders(source);
        PrepareReport made = build(new FolderSource(source.toString(), SplitRule.WORDS, ""), 0);
        Path index = out.resolve(ShardIndex.file("train-00001-of-00002"));
        byte[] original = Files.readAllBytes(index);
        Files.delete(out.resolve("dataset.json"));
        Files.delete(index);

        assertThatThrownBy(() -> adopt(OptionalInt.empty())).hasMessageContaining("from 1 to 3");
        assertThatThrownBy(() -> adopt(OptionalInt.of(2))).hasMessageContaining("correct --label-base");
        assertThatThrownBy(() -> adopt(OptionalInt.of(0))).hasMessageContaining("class 0 has no training images");
        PrepareReport adopted = adopt(OptionalInt.of(1));
        assertThat(adopted.manifest().training()).isEqualTo(made.manifest().training());
        assertThat(adopted.manifest().classNames()).isEqualTo(SampleSources.SYNSETS);
        assertThat(Files.readAllBytes(index)).isEqualTo(original);

        assertThat(adopt(OptionalInt.empty()).manifest()).isEqualTo(adopted.manifest());
        Path shard = out.resolve("train-00001-of-00002");
        byte[] whole = Files.readAllBytes(shard);
        Files.deleteIfExists(out.resolve(".train-00001-of-00002.crc"));
        ShardIndex.Entry fifth = ShardIndex.parse(original, "index").entries().get(4);
        byte[] altered = whole.clone();
        altered[(int) fifth.offset() + 300] ^= 1;
        Files.write(shard, altered);
        assertThatThrownBy(() -> adopt(OptionalInt.empty()))
                .hasMessageContaining("train-00001-of-00002 is damaged: record 5, at byte " + fifth.offset());
        Files.write(shard, Arrays.copyOf(whole, (int) fifth.offset()));
        assertThatThrownBy(() -> adopt(OptionalInt.empty())).hasMessageContaining("differs from its SHA-256");
        Files.delete(shard);
        assertThatThrownBy(() -> adopt(OptionalInt.empty()))
                .hasMessageContaining("train-00001-of-00002 is missing although dataset.json lists it");
    }

    @Test
    void theSameImagesHaveOneContentDigestWhateverTheirSourceShardsAndSeed() throws Exception {
        SampleSources.folders(Files.createDirectories(source.resolve("folders")));
        SampleSources.webDataset(Files.createDirectories(source.resolve("tars")));
        ImageSource folders = new FolderSource(source.resolve("folders").toString(), SplitRule.WORDS, "");
        ImageSource tars = new WebDatasetSource(source.resolve("tars").toString(), List.of(), SplitRule.WORDS);
        Content content =
                build(folders, out.resolve("a"), 0).manifest().content().orElseThrow();
        assertThat(content).isEqualTo(new Content(content.sha256(), 0, 0, 0));
        assertThat(job().build(request(folders, out.resolve("b"), new ShardCounts(7, 3), 8, 0))
                        .manifest()
                        .content())
                .contains(content);
        assertThat(build(tars, out.resolve("c"), 0).manifest().content()).contains(content);
        assertThat(new Datasets(new Configuration(), out)
                        .open(out.resolve("b").toString())
                        .content())
                .contains(content);
    }

    @Test
    void compressedArchivesAndShardsAreRead() throws Exception {
        SampleSources.webDataset(source);
        ImageSource plain = new WebDatasetSource(source.toString(), List.of(), SplitRule.WORDS);
        Content content =
                build(plain, out.resolve("plain"), 0).manifest().content().orElseThrow();
        compress(source.resolve("train-000000.tar"), source.resolve("train-000000.tar.gz"));
        assertThat(build(plain, out.resolve("compressed"), 0).manifest().content())
                .contains(content);

        Path shards = Files.createDirectories(out.resolve("shards"));
        for (String shard : List.of("train-00000-of-00002", "train-00001-of-00002", "validation-00000-of-00001")) {
            Files.copy(out.resolve("plain").resolve(shard), shards.resolve(shard));
            compress(shards.resolve(shard), shards.resolve(shard + ".gz"));
        }
        DatasetManifest adopted = job().adopt(new DatasetAdoption(
                        shards.toString(),
                        "sample",
                        List.of(),
                        SplitRule.WORDS,
                        OptionalInt.of(1),
                        3,
                        0,
                        Completeness.REQUIRED))
                .manifest();
        assertThat(adopted.content()).contains(content);
        assertThat(adopted.training())
                .extracting(DatasetManifest.Shard::file)
                .containsExactly("train-00000-of-00002.gz", "train-00001-of-00002.gz");
        Dataset dataset = new Datasets(new Configuration(), out).open(shards.toString());
        assertThat(dataset.content()).contains(content);
        try (ImageBatches pass = dataset.training(30, 1, 0)) {
            assertThat(pass.next()).isNotNull();
        }
    }

    private static void compress(Path file, Path target) throws IOException {
        try (OutputStream zip = new GZIPOutputStream(Files.newOutputStream(target))) {
            Files.copy(file, zip);
        }
        Files.delete(file);
    }

    @Test
    void whatIsLeftOutIsInTheManifestAndTooMuchIsRefused() throws Exception {
        SampleSources.folders(source);
        for (int i = 0; i < 2; i++) {
            Files.writeString(source.resolve("train/n00000001/" + i + ".webp"), "RIFF");
        }
        Files.writeString(source.resolve("train/n00000002/._0.JPEG"), "Mac OS X");
        FolderSource folders = new FolderSource(source.toString(), SplitRule.WORDS, "");
        assertThatThrownBy(() -> build(folders, 0))
                .hasMessageContaining("2 of 41 files would be left out, and 1 % may be")
                .hasMessageContaining("do not end like an image")
                .hasMessageContaining("--allow-left-out 0.049");
        PrepareReport report = job().build(new PrepareRequest(
                folders, out.toString(), "sample", new ShardCounts(2, 1), 7, 3, 0, 0, 0, 0.049, Completeness.REQUIRED));
        assertThat(report.manifest().leftOut())
                .extracting(LeftOut::files, left -> left.example().replaceAll(".*/", ""))
                .containsExactly(tuple(2L, "0.webp"), tuple(1L, "._0.JPEG"));
        assertThat(DatasetManifest.parse(Files.readString(out.resolve("dataset.json")), "dataset.json"))
                .isEqualTo(report.manifest());
    }

    @Test
    void anImageInBothSplitsIsRefusedOrAllowedByNumber() throws Exception {
        SampleSources.folders(source);
        Path train = source.resolve("train/n00000001/n00000001_0.JPEG");
        Files.copy(train, source.resolve("val/n00000002/copy.JPEG"));
        Files.copy(train, source.resolve("train/n00000001/again.JPEG"));
        assertThatThrownBy(() -> build(new FolderSource(source.toString(), SplitRule.WORDS, ""), 0))
                .hasMessageContaining("1 of the validation images are training images, too")
                .hasMessageContaining("n00000002/copy.JPEG")
                .hasMessageContaining("--allow-shared 1");
        assertThat(out.resolve("dataset.json")).doesNotExist();
        PrepareReport report = job().build(request(
                new FolderSource(source.toString(), SplitRule.WORDS, ""), out, new ShardCounts(2, 1), 7, 1));
        assertThat(report.written()).isZero();
        assertThat(report.manifest().content()).hasValueSatisfying(content -> assertThat(content)
                .extracting(Content::repeatedInTraining, Content::repeatedInValidation, Content::inBoth)
                .containsExactly(1, 0, 1));
    }

    @Test
    void indexingComparesTheStatedContentOrStatesIt() throws Exception {
        SampleSources.folders(source);
        DatasetManifest made = build(new FolderSource(source.toString(), SplitRule.WORDS, ""), 0)
                .manifest();
        Path file = out.resolve("dataset.json");
        String json = Files.readString(file);
        String digest = made.content().orElseThrow().sha256();
        Files.deleteIfExists(out.resolve(".dataset.json.crc"));
        Files.writeString(file, json.replace(digest, "0".repeat(64)));
        assertThatThrownBy(() -> adopt(OptionalInt.empty()))
                .hasMessageContaining("states the content digest 0000")
                .hasMessageContaining(digest);
        Files.deleteIfExists(out.resolve(".dataset.json.crc"));
        Files.writeString(file, json.replaceAll("(?s),\\s*\"content\".*?}", ""));
        assertThat(new Datasets(new Configuration(), out).open(out.toString()).content())
                .isEmpty();
        assertThat(adopt(OptionalInt.empty()).manifest()).isEqualTo(made);
        assertThat(Files.readString(file)).isEqualTo(json);
    }

    @Test
    void saysWhatIsWrongWithSourceOrTarget() throws Exception {
        assertThatThrownBy(() -> build(new FolderSource(source.resolve("none").toString(), SplitRule.WORDS, ""), 0))
                .hasMessageContaining("none does not exist");
        SampleSources.imageNet(source);
        String labels = source.resolve("labels.txt").toString();
        Files.writeString(Path.of(labels), "490\n");
        assertThatThrownBy(() -> build(new ImageNetSource(source.toString(), labels), 0))
                .hasMessageContaining("Line 1 of " + labels)
                .hasMessageContaining("--labels");
        Path train = source.resolve("ILSVRC2012_img_train.tar");
        byte[] tar = Files.readAllBytes(train);
        Files.write(train, Arrays.copyOf(tar, tar.length / 2));
        assertThatThrownBy(() -> build(new ImageNetSource(source.toString(), labels), 0))
                .hasMessageContaining("ILSVRC2012_img_train.tar cannot be read")
                .hasMessageContaining("ends early");
        Files.createDirectories(out);
        Files.writeString(out.resolve("notes.txt"), "mine");
        assertThatThrownBy(() -> build(new SynthNet(2, 8, 8, 4, 4, 0, 1), 0))
                .hasMessageContaining("is not empty and was not begun by this command");
    }

    private PrepareReport build(ImageSource images, int corruptAllowed) throws Exception {
        return build(images, out, corruptAllowed);
    }

    private PrepareReport build(ImageSource images, Path target, int corruptAllowed) throws Exception {
        Completeness completeness =
                images instanceof ImageNetSource ? Completeness.PARTIAL_ALLOWED : Completeness.REQUIRED;
        return job().build(new PrepareRequest(
                images,
                target.toString(),
                "sample",
                new ShardCounts(2, 1),
                7,
                images.channels(),
                0,
                corruptAllowed,
                0,
                0.01,
                completeness));
    }

    private static PrepareRequest request(
            ImageSource images, Path target, ShardCounts counts, long seed, int sharedAllowed) {
        return new PrepareRequest(
                images,
                target.toString(),
                "sample",
                counts,
                seed,
                images.channels(),
                0,
                0,
                sharedAllowed,
                0.01,
                Completeness.REQUIRED);
    }

    private PrepareReport adopt(OptionalInt labelBase) throws Exception {
        return job().adopt(new DatasetAdoption(
                out.toString(), "sample", List.of(), SplitRule.WORDS, labelBase, 3, 0, Completeness.REQUIRED));
    }

    private static SparkPrepare job() {
        return new SparkPrepare(new SparkConf().set("spark.master", "local[2]"), progress -> {});
    }

    /** The image files of some shards by their names, each read at the place that the index tells. */
    private Map<String, byte[]> images(List<DatasetManifest.Shard> shards, int labelBase) throws IOException {
        Map<String, byte[]> images = new TreeMap<>();
        for (DatasetManifest.Shard shard : shards) {
            byte[] bytes = Files.readAllBytes(out.resolve(shard.file()));
            ShardIndex index =
                    ShardIndex.parse(Files.readAllBytes(out.resolve(ShardIndex.file(shard.file()))), shard.file());
            for (ShardIndex.Entry entry : index.entries()) {
                ImageExample example = example(bytes, entry);
                assertThat(example.label()).isEqualTo(entry.label());
                assertThat(example.synset()).isEqualTo(SampleSources.SYNSETS.get(entry.label() - labelBase));
                assertThat(example.filename()).startsWith(example.synset());
                images.put(example.filename(), example.encoded());
            }
        }
        return images;
    }

    private static ImageExample example(byte[] shard, ShardIndex.Entry entry) throws IOException {
        int from = (int) entry.offset();
        try (TfRecordReader reader =
                new TfRecordReader(new ByteArrayInputStream(shard, from, shard.length - from), "shard")) {
            byte[] record = reader.next();
            assertThat(record).hasSize(entry.length());
            return ImageExample.parse(record);
        }
    }

    /** Labels from 0 by the content of the image. */
    private static Map<Integer, Integer> labelled(Map<String, byte[]> images) {
        Map<Integer, Integer> labels = new HashMap<>();
        images.forEach((name, file) -> labels.put(Arrays.hashCode(file), SampleSources.label(name)));
        return labels;
    }

    private static Map<Integer, Integer> labelled(Path directory, List<DatasetManifest.Shard> shards)
            throws IOException {
        Map<Integer, Integer> labels = new HashMap<>();
        for (DatasetManifest.Shard shard : shards) {
            try (TfRecordReader reader =
                    new TfRecordReader(Files.newInputStream(directory.resolve(shard.file())), shard.file())) {
                for (byte[] record = reader.next(); record != null; record = reader.next()) {
                    ImageExample example = ImageExample.parse(record);
                    labels.put(Arrays.hashCode(example.encoded()), (int) example.label() - 1);
                }
            }
        }
        return labels;
    }

    private Map<String, String> hashes() throws IOException {
        Map<String, String> hashes = new TreeMap<>();
        try (Stream<Path> files = Files.walk(out)) {
            for (Path file : files.filter(Files::isRegularFile)
                    .filter(file -> !file.getFileName().toString().startsWith("."))
                    .toList()) {
                hashes.put(out.relativize(file).toString(), Sha256.of(Files.readAllBytes(file)));
            }
        }
        return hashes;
    }

    private DataOutputStream gzip(String name) throws IOException {
        return new DataOutputStream(new GZIPOutputStream(Files.newOutputStream(source.resolve(name))));
    }
}
