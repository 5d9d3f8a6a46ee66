// SPDX-License-Identifier: Apache-2.0
package org.aiperf.dataset;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ContentDigestTest {

    private static final int CLASSES = 12;

    /** An image is known by one byte; its class is that modulo the number of classes. */
    private record Sample(int image, int label) {}

    private final List<Sample> training = samples(0, 40);
    private final List<Sample> validation = samples(40, 55);

    @Test
    void isTheDigestOfATextThatAnybodyCanWrite() {
        List<String> lines = new ArrayList<>();
        training.forEach(sample -> lines.add("%s train %d\n".formatted(sha256(sample), sample.label)));
        validation.forEach(sample -> lines.add("%s validation %d\n".formatted(sha256(sample), sample.label)));
        Collections.sort(lines);
        String text = "aiperf content 1: 12 classes, 3 channels\n" + String.join("", lines);
        assertThat(content(training, validation, 1, 3, 0))
                .isEqualTo(new Content(Sha256.of(text.getBytes(US_ASCII)), 0, 0, 0));
    }

    @Test
    void doesNotDependOnShardsOrderOrLabelBase() {
        Content content = content(training, validation, 1, 1, 1);
        for (int seed = 0; seed < 20; seed++) {
            Random random = new Random(seed);
            List<Sample> shuffled = new ArrayList<>(training);
            Collections.shuffle(shuffled, random);
            List<Sample> others = new ArrayList<>(validation);
            Collections.shuffle(others, random);
            assertThat(content(shuffled, others, 1 + random.nextInt(9), 1, random.nextInt(2)))
                    .isEqualTo(content);
        }
    }

    @Test
    void dependsOnBytesClassSplitNumberOfClassesAndChannels() {
        String digest = content(training, validation, 3, 3, 0).sha256();
        List<List<Sample>> changed = List.of(
                replaced(training, 7, new Sample(200, training.get(7).label)),
                replaced(training, 7, new Sample(training.get(7).image, 11)),
                training.subList(0, 39),
                Stream.concat(training.stream(), Stream.of(training.get(0))).toList());
        assertThat(changed)
                .allSatisfy(list ->
                        assertThat(content(list, validation, 3, 3, 0).sha256()).isNotEqualTo(digest));
        assertThat(content(
                                training.subList(0, 39),
                                Stream.concat(validation.stream(), Stream.of(training.get(39)))
                                        .toList(),
                                3,
                                3,
                                0)
                        .sha256())
                .isNotEqualTo(digest);
        assertThat(content(training, validation, 3, 1, 0).sha256()).isNotEqualTo(digest);
        assertThat(digest(training, validation, 3, 0).content(13, 3).sha256()).isNotEqualTo(digest);
    }

    @Test
    void countsImagesThatStandTwiceInOneSplitOrInBoth() {
        // Image 3 three times, once of another class; image 41 twice; images 3 and 5 in both.
        List<Sample> more = Stream.concat(training.stream(), Stream.of(new Sample(3, 3), new Sample(3, 8)))
                .toList();
        List<Sample> others = Stream.concat(
                        validation.stream(), Stream.of(new Sample(41, 5), new Sample(3, 3), new Sample(5, 5)))
                .toList();
        assertThat(content(more, others, 2, 3, 0))
                .extracting(Content::repeatedInTraining, Content::repeatedInValidation, Content::inBoth)
                .containsExactly(2, 1, 2);
        assertThat(digest(more, others, 1, 0).shared(9)).allSatisfy(shared -> {
            assertThat(shared.training().shard()).isEqualTo("train-0");
            assertThat(shared.validation().shard()).isEqualTo("validation-0");
            int image = others.get(shared.validation().record() - 1).image;
            assertThat(more.get(shared.training().record() - 1).image).isEqualTo(image);
        });
        assertThat(digest(more, others, 1, 0).shared(9)).hasSize(2);
        assertThat(digest(more, others, 1, 0).shared(1)).hasSize(1);
    }

    /** Else half of a shard would pass with the digest of all. */
    @Test
    void anIndexHasAsManyEntriesAsTheManifestSays() throws IOException {
        ShardIndex index = index(training, 0);
        for (int records : new int[] {20, 39, 41}) {
            DatasetManifest manifest = SampleImages.manifest(
                    List.of(new DatasetManifest.Shard("train-0", records, "0".repeat(64))),
                    List.of(new DatasetManifest.Shard("validation-0", 40, "0".repeat(64))));
            assertThatThrownBy(() -> ContentDigest.of(manifest, shard -> index))
                    .isInstanceOf(UnusableIndexException.class)
                    .hasMessageContaining(
                            "train-0 has 40 records by its index and %d by dataset.json".formatted(records));
        }
    }

    private static List<Sample> samples(int from, int to) {
        return IntStream.range(from, to)
                .mapToObj(i -> new Sample(i, i % CLASSES))
                .toList();
    }

    private static List<Sample> replaced(List<Sample> list, int place, Sample other) {
        List<Sample> copy = new ArrayList<>(list);
        copy.set(place, other);
        return copy;
    }

    private static String sha256(Sample sample) {
        return Sha256.of(new byte[] {(byte) sample.image});
    }

    private static Content content(List<Sample> training, List<Sample> validation, int shards, int channels, int base) {
        return digest(training, validation, shards, base).content(CLASSES, channels);
    }

    private static ContentDigest digest(List<Sample> training, List<Sample> validation, int shards, int base) {
        ContentDigest digest = new ContentDigest(base);
        for (int i = 0; i < shards; i++) {
            digest.addValidation("validation-" + i, index(part(validation, i, shards), base));
            digest.addTraining("train-" + i, index(part(training, i, shards), base));
        }
        return digest;
    }

    private static List<Sample> part(List<Sample> list, int shard, int shards) {
        return list.subList(list.size() * shard / shards, list.size() * (shard + 1) / shards);
    }

    private static ShardIndex index(List<Sample> samples, int base) {
        IndexBuilder index = new IndexBuilder();
        for (Sample sample : samples) {
            index.add(10, sample.label + base, 4, 4, ImageDigest.of(new byte[] {(byte) sample.image}));
        }
        return index.index();
    }
}
