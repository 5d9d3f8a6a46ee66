// SPDX-License-Identifier: Apache-2.0
package org.aiperf.dataset;

import static org.aiperf.dataset.SampleImages.numbers;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.stream.IntStream;
import org.aiperf.image.ImageBatch;
import org.aiperf.image.ImageBatches;
import org.aiperf.image.ImageSize;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ShardedDatasetTest {

    private final Path directory;

    ShardedDatasetTest(@TempDir Path directory) {
        this.directory = directory;
    }

    @Test
    void tellsSizesAndCounts() throws IOException {
        SampleImages.write(directory, 3, 20);
        assertThat(SampleImages.open(directory, Reading.DEFAULT).info())
                .isEqualTo(new DatasetInfo("samples", 4, 4, 1, 3, 60, 10, "as-is"));
    }

    @ParameterizedTest
    @CsvSource({"1, 100000, 1, 1", "2, 1, 3, 1", "16, 2000, 2, 2", "3, 100000, 4, 5"})
    void anEpochHasEachTrainingImageAtMostOnceInItsOwnOrder(int open, long bytes, int decoders, int ahead)
            throws IOException {
        SampleImages.write(directory, 7, 40);
        Dataset dataset = SampleImages.open(directory, new Reading(open, bytes, decoders, ahead));
        List<Integer> first = numbers(dataset.training(16, 5, 0));
        assertThat(first).hasSize(272).doesNotHaveDuplicates().allMatch(number -> number < 280);
        assertThat(numbers(dataset.training(16, 5, 0))).isEqualTo(first);
        assertThat(numbers(dataset.training(16, 5, 1))).isNotEqualTo(first);
        assertThat(numbers(dataset.training(16, 6, 0))).isNotEqualTo(first);
    }

    @Test
    void theOrderDoesNotDependOnThreads() throws IOException {
        SampleImages.write(directory, 7, 40);
        List<Integer> alone =
                numbers(SampleImages.open(directory, new Reading(3, 5000, 1, 1)).training(7, 1, 2));
        for (int decoders = 2; decoders < 7; decoders++) {
            Reading reading = new Reading(3, 5000, decoders, decoders);
            assertThat(numbers(SampleImages.open(directory, reading).training(7, 1, 2)))
                    .isEqualTo(alone);
        }
    }

    @Test
    void aDataSetThatFitsTheBufferIsShuffledWhole() throws IOException {
        SampleImages.write(directory, 4, 100);
        List<Integer> order =
                numbers(SampleImages.open(directory, Reading.DEFAULT).training(400, 1, 0));
        long fromFirstHalf =
                order.subList(0, 200).stream().filter(number -> number < 200).count();
        assertThat(fromFirstHalf).isBetween(80L, 120L);
        assertThat(new HashSet<>(order)).hasSize(400);
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "3, 2", "10, 1", "64, 3"})
    void validationHasEachImageOnceInFileOrder(int batchSize, int decoders) throws IOException {
        SampleImages.write(directory, 1, 20);
        Dataset dataset = SampleImages.open(directory, Reading.DEFAULT.withDecoders(decoders));
        List<Integer> all = IntStream.range(0, 10).boxed().toList();
        assertThat(numbers(dataset.validation(batchSize))).isEqualTo(all);
    }

    @Test
    void aBatchThatCannotBeFilledIsRefused() throws IOException {
        SampleImages.write(directory, 1, 20);
        Dataset dataset = SampleImages.open(directory, Reading.DEFAULT);
        assertThatThrownBy(() -> dataset.training(21, 1, 0))
                .hasMessage("A batch of 21 images cannot be filled: samples has 20 training images");
    }

    @Test
    void closingEarlyStopsTheThreads() throws IOException {
        SampleImages.write(directory, 4, 50);
        ImageBatches pass =
                SampleImages.open(directory, new Reading(2, 1000, 3, 2)).training(5, 1, 0);
        assertThat(pass.next()).isNotNull();
        pass.close();
        assertThat(Thread.getAllStackTraces().keySet())
                .noneMatch(thread -> thread.getName().startsWith("image-decoder-"));
        pass.close();
    }

    @Test
    void aFlippedByteIsAnErrorThatNamesShardAndRecord() throws IOException {
        SampleImages.write(directory, 2, 20);
        Path shard = directory.resolve("train-1");
        byte[] bytes = Files.readAllBytes(shard);
        bytes[bytes.length - 20] ^= 4;
        Files.write(shard, bytes);
        Dataset dataset = SampleImages.open(directory, Reading.DEFAULT);
        assertThatThrownBy(() -> numbers(dataset.training(10, 1, 0)))
                .isInstanceOf(DamagedShardException.class)
                .hasMessageContaining(shard.toString())
                .hasMessageContaining("record 20");
    }

    @Test
    void aDamageThatTheFileSystemFindsFirstIsNamedToo() throws IOException {
        SampleImages.write(directory, 1, 3);
        ShardWriter writer = SampleImages.writer(directory);
        writer.files().setWriteChecksum(true);
        DatasetManifest.Shard shard =
                writer.write("checked", SampleImages.examples(0, 3)).entry();
        writer.files().setWriteChecksum(false);
        writer.write(SampleImages.manifest(List.of(shard), List.of(shard)));
        Path file = directory.resolve("checked");
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length - 20] ^= 4;
        Files.write(file, bytes);
        Dataset dataset = SampleImages.open(directory, Reading.DEFAULT);
        assertThatThrownBy(() -> numbers(dataset.training(3, 1, 0)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("record 1 of ")
                .hasMessageContaining("checked")
                .hasMessageContaining("Checksum error");
    }

    @Test
    void anErrorComesAfterTheGoodBatchesBeforeIt() throws IOException {
        SampleImages.write(directory, 1, 5);
        Path shard = directory.resolve("validation-1");
        byte[] bytes = Files.readAllBytes(shard);
        bytes[bytes.length - 1] ^= 4;
        Files.write(shard, bytes);
        try (ImageBatches pass =
                SampleImages.open(directory, Reading.DEFAULT.withDecoders(3)).validation(2)) {
            for (int i = 0; i < 4; i++) {
                ImageBatch batch = pass.next();
                assertThat(batch).isNotNull();
            }
            assertThatThrownBy(pass::next).isInstanceOf(DamagedShardException.class);
            assertThatThrownBy(pass::next).isInstanceOf(DamagedShardException.class);
        }
    }

    @Test
    void aShardCutOffAnywhereIsDamaged() throws IOException {
        SampleImages.write(directory, 1, 3);
        Path shard = directory.resolve("train-0");
        byte[] bytes = Files.readAllBytes(shard);
        Dataset dataset = SampleImages.open(directory, Reading.DEFAULT);
        for (int length = 0; length < bytes.length; length++) {
            Files.write(shard, Arrays.copyOf(bytes, length));
            assertThatThrownBy(() -> numbers(dataset.training(3, 1, 0)))
                    .as("first %d bytes", length)
                    .isInstanceOf(DamagedShardException.class);
        }
    }

    @Test
    void aRecordTooManyIsDamage() throws IOException {
        SampleImages.write(directory, 1, 3);
        SampleImages.writer(directory).write("train-0", SampleImages.examples(0, 4));
        Dataset dataset = SampleImages.open(directory, Reading.DEFAULT);
        assertThatThrownBy(() -> numbers(dataset.training(1, 1, 0)))
                .isInstanceOf(DamagedShardException.class)
                .hasMessageContaining("record 4")
                .hasMessageContaining("3 records");
    }

    @ParameterizedTest
    @CsvSource({"4, 0, its label is 0", "4, 4, its label is 4", "5, 1, its image has 5 x 5 pixels"})
    void anUnusableImageIsNamed(int side, long label, String problem) throws IOException {
        SampleImages.write(directory, 1, 3);
        List<ImageExample> examples = List.of(
                SampleImages.example(SampleImages.numbered(0, 4), 1),
                SampleImages.example(SampleImages.numbered(1, side), label));
        ShardWriter writer = SampleImages.writer(directory);
        DatasetManifest.Shard shard = writer.write("odd", examples).entry();
        writer.write(SampleImages.manifest(List.of(shard), List.of(shard)));
        Dataset dataset = SampleImages.open(directory, Reading.DEFAULT);
        assertThatThrownBy(() -> numbers(dataset.training(2, 1, 0)))
                .isInstanceOf(DamagedShardException.class)
                .hasMessageContaining("record 2, ")
                .hasMessageContaining("odd")
                .hasMessageContaining(problem);
    }

    @Test
    void imagesAreComparedWithTheStatedContentWhenTheyAreReadFirst() throws IOException {
        SampleImages.write(directory, 2, 20);
        SampleImages.stateContent(directory);
        Dataset dataset = SampleImages.open(directory, Reading.DEFAULT);
        assertThat(dataset.content())
                .hasValueSatisfying(content -> assertThat(content.inBoth()).isEqualTo(10));
        numbers(dataset.training(10, 1, 0));

        // Other images with good checksums, and only the index still speaks of those before.
        byte[] index = Files.readAllBytes(directory.resolve(ShardIndex.file("train-1")));
        SampleImages.writer(directory).write("train-1", SampleImages.examples(21, 41));
        Files.write(directory.resolve(ShardIndex.file("train-1")), index);
        assertThat(numbers(dataset.training(10, 1, 1))).contains(40);
        Dataset opened = SampleImages.open(directory, Reading.DEFAULT);
        assertThat(opened.content()).isPresent();
        assertThatThrownBy(() -> numbers(opened.training(10, 1, 0)))
                .isInstanceOf(DamagedShardException.class)
                .hasMessageContaining("train-1 is damaged: record 1, at byte 0")
                .hasMessageContaining("content digest");
    }

    @Test
    void aStatementThatTheIndexesDoNotBearOutIsRefused() throws IOException {
        SampleImages.write(directory, 2, 20);
        assertThat(SampleImages.open(directory, Reading.DEFAULT).content()).isEmpty();
        SampleImages.stateContent(directory);
        SampleImages.writer(directory).write("train-1", SampleImages.examples(21, 41));
        assertThatThrownBy(() -> SampleImages.open(directory, Reading.DEFAULT).content())
                .hasMessageContaining("states the content digest")
                .hasMessageContaining("prepare --source tfrecord=");
        Files.delete(directory.resolve(ShardIndex.file("train-1")));
        assertThatThrownBy(() -> SampleImages.open(directory, Reading.DEFAULT).content())
                .hasMessageContaining(ShardIndex.file("train-1") + " is missing");
    }

    @Test
    void whatIsMissingIsNamed() throws IOException {
        assertThatThrownBy(() -> SampleImages.open(directory.resolve("nowhere"), Reading.DEFAULT))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("nowhere")
                .hasMessageContaining("does not exist");
        assertThatThrownBy(() -> SampleImages.open(directory, Reading.DEFAULT)).hasMessageContaining("dataset.json");
        SampleImages.write(directory, 2, 3);
        Dataset dataset = SampleImages.open(directory, Reading.DEFAULT);
        Files.delete(directory.resolve("train-1"));
        assertThatThrownBy(() -> SampleImages.open(directory, Reading.DEFAULT)).hasMessageContaining("train-1");
        assertThatThrownBy(() -> numbers(dataset.training(2, 1, 0))).hasMessageContaining("train-1 is missing");
    }

    @Test
    void imagesOfAnySizeAreBroughtToTheSizeAskedFor() throws IOException {
        ShardWriter writer = SampleImages.writer(directory);
        DatasetManifest.Shard shard = writer.write(
                        "mixed",
                        List.of(
                                SampleImages.example(SampleImages.numbered(1, 9), 1),
                                SampleImages.example(SampleImages.numbered(2, 30), 2)))
                .entry();
        String json = SampleImages.manifest(List.of(shard), List.of(shard)).toJson();
        Files.write(
                directory.resolve(DatasetManifest.FILE),
                json.replace("\"height\" : 4", "\"height\" : 0")
                        .replace("\"width\" : 4", "\"width\" : 0")
                        .getBytes(StandardCharsets.UTF_8));
        Datasets datasets = new Datasets(new Configuration(), directory);
        assertThatThrownBy(() -> datasets.open(directory.toString())).hasMessageContaining("differ in size");
        Dataset dataset =
                datasets.open(directory.toString(), Preprocessing.AIPERF, new ImageSize(16, 12), Reading.DEFAULT);
        assertThat(dataset.info().width()).isEqualTo(12);
        for (ImageBatches pass : List.of(dataset.training(2, 1, 0), dataset.validation(2))) {
            try (pass) {
                ImageBatch batch = pass.next();
                assertThat(batch).isNotNull();
                assertThat(batch.labels()).containsExactlyInAnyOrder(0, 1);
                assertThat(batch.pixels()).hasSize(2 * 16 * 12);
            }
        }
    }
}
