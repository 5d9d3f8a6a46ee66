// SPDX-License-Identifier: Apache-2.0
package org.aiperf.dataset.prepare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Random;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.aiperf.dataset.prepare.PrepareRequest.Completeness;
import org.aiperf.dataset.prepare.WholeSource.Claim;
import org.junit.jupiter.api.Test;

class PreparePlanTest {

    private static final List<String> CLASSES = List.of("cat", "dog", "eel");

    @Test
    void dependsOnNamesAndSeedOnly() {
        List<SourceImage> shuffled = new ArrayList<>(images("a", 100));
        Collections.shuffle(shuffled, new Random(1));
        List<SourceImage> moved = images("a", 100).stream()
                .map(image -> new SourceImage(image.name(), image.label(), "elsewhere", 5, 7))
                .toList();
        PreparePlan plan = plan(images("a", 100), 3);

        assertThat(plan(shuffled, 3)).isEqualTo(plan);
        assertThat(plan(moved, 3).fingerprint()).isEqualTo(plan.fingerprint());
        assertThat(names(plan(moved, 3))).isEqualTo(names(plan));
        assertThat(plan(images("a", 100), 4).fingerprint()).isNotEqualTo(plan.fingerprint());
        assertThat(names(plan(images("a", 100), 4))).isNotEqualTo(names(plan));
        assertThat(plan(images("a", 99), 3).fingerprint()).isNotEqualTo(plan.fingerprint());
        assertThat(names(plan))
                .isNotEqualTo(names(plan).stream().sorted().toList())
                .containsExactlyInAnyOrderElementsOf(Stream.concat(images("a", 100).stream(), images("v", 9).stream())
                        .map(SourceImage::name)
                        .toList());
        assertThat(plan.of(Split.TRAINING))
                .extracting(ShardPlan::file)
                .containsExactly("train-00000-of-00003", "train-00001-of-00003", "train-00002-of-00003");
        assertThat(plan.of(Split.TRAINING))
                .extracting(shard -> shard.images().size())
                .containsExactly(33, 33, 34);
    }

    @Test
    void holdsBackTheSameShareOfEachClass() {
        Map<Split, List<SourceImage>> all = Map.of(Split.TRAINING, images("a", 60));
        PreparePlan plan = PreparePlan.of(CLASSES, all, ShardCounts.BY_SIZE, 0.2, 1, "");

        assertThat(plan.perClass(Split.TRAINING)).containsExactly(16, 16, 16);
        assertThat(plan.perClass(Split.VALIDATION)).containsExactly(4, 4, 4);
        assertThatThrownBy(() -> PreparePlan.of(CLASSES, all, ShardCounts.BY_SIZE, 0, 1, ""))
                .hasMessageContaining("--validation-share");
    }

    @Test
    void refusesImagesThatCannotBeToldApartOrHaveNoClass() {
        List<SourceImage> twice = new ArrayList<>(images("a", 5));
        twice.add(new SourceImage("a/00003", 0, "other.tar", 0, 1));
        assertThatThrownBy(() -> plan(twice, 1)).hasMessageContaining("a/00003").hasMessageContaining("other.tar");
        List<SourceImage> strange = List.of(new SourceImage("x", 3, "f.tar", 0, 1));
        assertThatThrownBy(() -> plan(strange, 1))
                .hasMessageContaining("class number 3")
                .hasMessageContaining("f.tar");
        assertThatThrownBy(() -> PreparePlan.of(
                        CLASSES,
                        Map.of(Split.TRAINING, images("a", 2), Split.VALIDATION, images("v", 2)),
                        ShardCounts.parse("3/1"),
                        0,
                        1,
                        ""))
                .hasMessageContaining("3 shards of 2 training images");
    }

    @Test
    void readsNumbersOfShards() {
        assertThat(ShardCounts.parse("1024/128")).isEqualTo(new ShardCounts(1024, 128));
        assertThat(ShardCounts.BY_SIZE.of(Split.TRAINING, 1_281_167, 138L << 30))
                .isEqualTo(1105);
        assertThat(ShardCounts.BY_SIZE.of(Split.TRAINING, 100, 1 << 20)).isEqualTo(1);
        assertThatThrownBy(() -> ShardCounts.parse("0/1")).hasMessageContaining("'0/1'");
    }

    @Test
    void knowsWhatImageNetMustHave() throws IOException {
        List<String> synsets =
                IntStream.range(0, 1000).mapToObj("n%08d"::formatted).toList();
        int[] training = new int[1000];
        Arrays.fill(training, 1281);
        training[5] += 167;
        training[5] -= 148;
        training[6] += 148;
        int[] validation = new int[1000];
        Arrays.fill(validation, 50);
        assertThat(KnownTotals.problems(synsets, training, validation))
                .containsExactly("class n00000006 has 1,429 training images, expected 732 to 1300");
        validation[7] = 49;
        training[5] = 0;
        assertThat(WholeSource.check(synsets, training, validation, Completeness.PARTIAL_ALLOWED, Claim.NONE))
                .contains(
                        "49,999 validation images instead of 50,000",
                        "class n00000007 has 49 validation images, expected 50",
                        "class n00000005 has no training images");
        assertThatThrownBy(() -> WholeSource.check(synsets, training, validation, Completeness.REQUIRED, Claim.NONE))
                .hasMessageContaining("--allow-partial");
        assertThatThrownBy(() -> WholeSource.check(
                        CLASSES, new int[] {1, 1, 1}, new int[] {1, 1, 1}, Completeness.REQUIRED, Claim.IMAGENET))
                .hasMessageContaining("3 classes instead of 1,000");
        assertThatCode(() -> WholeSource.check(
                        CLASSES, new int[] {1, 1, 1}, new int[] {1, 0, 1}, Completeness.REQUIRED, Claim.NONE))
                .doesNotThrowAnyException();
    }

    @Test
    void tellsTheLabelBaseOrAsks() throws IOException {
        assertThat(LabelBase.of(range(0, 999), 0, OptionalInt.empty())).isZero();
        assertThat(LabelBase.of(range(1, 1000), 0, OptionalInt.empty())).isEqualTo(1);
        assertThat(LabelBase.of(range(1, 10), 10, OptionalInt.empty())).isEqualTo(1);
        assertThat(LabelBase.of(range(1, 10), 0, OptionalInt.of(1))).isEqualTo(1);
        assertThatThrownBy(() -> LabelBase.of(range(1, 999), 0, OptionalInt.empty()))
                .hasMessageContaining("from 1 to 999")
                .hasMessageContaining("--label-base");
        assertThatThrownBy(() -> LabelBase.of(range(0, 9), 0, OptionalInt.of(1)))
                .hasMessageContaining("correct --label-base");
        assertThatThrownBy(() -> LabelBase.of(range(1, 10), 10, OptionalInt.of(0)))
                .hasMessageContaining("correct --label-base");
    }

    private static SortedSet<Integer> range(int first, int last) {
        return IntStream.rangeClosed(first, last).boxed().collect(Collectors.toCollection(TreeSet::new));
    }

    private static PreparePlan plan(List<SourceImage> training, long seed) {
        return PreparePlan.of(
                CLASSES,
                Map.of(Split.TRAINING, training, Split.VALIDATION, images("v", 9)),
                new ShardCounts(Math.min(3, training.size()), 1),
                0,
                seed,
                "");
    }

    private static List<SourceImage> images(String folder, int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> new SourceImage("%s/%05d".formatted(folder, i), i % 3, folder + ".tar", i, 10))
                .toList();
    }

    private static List<String> names(PreparePlan plan) {
        return plan.shards().stream()
                .flatMap(shard -> shard.images().stream())
                .map(SourceImage::name)
                .toList();
    }
}
