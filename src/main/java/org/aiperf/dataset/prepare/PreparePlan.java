// SPDX-License-Identifier: Apache-2.0
package org.aiperf.dataset.prepare;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.aiperf.dataset.Draws;
import org.aiperf.dataset.Sha256;

/**
 * Which image goes where: a function of the images' names and labels, the numbers of shards and the seed, and of nothing
 * else, so that a job that starts again continues the same data set.
 *
 * @param classNames one name a class, in label order
 * @param shards all shards, those of training first
 * @param fingerprint tells two plans apart: 64 hexadecimal digits
 */
public record PreparePlan(List<String> classNames, List<ShardPlan> shards, String fingerprint) {

    private static final int TRAINING_ORDER = 1;
    private static final int VALIDATION_ORDER = 2;
    private static final int HELD_OUT = 3;

    public PreparePlan {
        classNames = List.copyOf(classNames);
        shards = List.copyOf(shards);
    }

    /**
     * Makes the plan.
     *
     * @param classNames one name a class; empty if the labels alone tell how many there are
     * @param images what the source listed, in any order
     * @param validationShare share of each class's training images to validate with, where the source has no
     *     validation images; 0 to 1
     * @param told how the splits were told apart, for whoever misses one; empty if there was nothing to tell
     * @throws IllegalArgumentException if a split is empty, a name stands twice or a label has no class
     */
    public static PreparePlan of(
            List<String> classNames,
            Map<Split, List<SourceImage>> images,
            ShardCounts counts,
            double validationShare,
            long seed,
            String told) {
        Map<Split, List<SourceImage>> splits = new TreeMap<>();
        images.forEach((split, list) -> splits.put(split, sorted(list)));
        List<SourceImage> training = splits.getOrDefault(Split.TRAINING, List.of());
        if (splits.getOrDefault(Split.VALIDATION, List.of()).isEmpty()) {
            if (validationShare == 0) {
                throw new IllegalArgumentException(
                        "The source has %,d training images and none to validate with%s; add them, name them by --validation PATTERN, or hold a share back by --validation-share 0.1"
                                .formatted(training.size(), told.isEmpty() ? "" : " (" + told + ")"));
            }
            holdOut(splits, training, validationShare, seed);
        }
        List<String> names = names(classNames, splits);
        MessageDigest sha256 = Sha256.digest();
        List<ShardPlan> shards = new ArrayList<>();
        for (Split split : Split.values()) {
            List<SourceImage> list = new ArrayList<>(splits.getOrDefault(split, List.of()));
            if (list.isEmpty()) {
                throw new IllegalArgumentException(
                        "The source has no %s images; check its path".formatted(split.text()));
            }
            list.forEach(image -> sha256.update((image.name() + "\t" + image.label() + "\n").getBytes(UTF_8)));
            permute(list, Draws.of(seed, split == Split.TRAINING ? TRAINING_ORDER : VALIDATION_ORDER));
            int count = counts.of(
                    split,
                    list.size(),
                    list.stream().mapToLong(SourceImage::length).sum());
            sha256.update("%s %d of %d\n".formatted(split, count, list.size()).getBytes(UTF_8));
            for (int i = 0; i < count; i++) {
                int from = (int) ((long) list.size() * i / count);
                int to = (int) ((long) list.size() * (i + 1) / count);
                shards.add(new ShardPlan(split, split.shard(i, count), list.subList(from, to)));
            }
        }
        sha256.update("seed %d, %s".formatted(seed, names).getBytes(UTF_8));
        return new PreparePlan(names, shards, Sha256.text(sha256.digest()));
    }

    /** Images of a split. */
    public int images(Split split) {
        return of(split).stream().mapToInt(shard -> shard.images().size()).sum();
    }

    /** Shards of a split. */
    public List<ShardPlan> of(Split split) {
        return shards.stream().filter(shard -> shard.split() == split).toList();
    }

    /** Images of each class in a split, in label order. */
    public int[] perClass(Split split) {
        int[] counts = new int[classNames.size()];
        of(split).forEach(shard -> shard.images().forEach(image -> counts[image.label()]++));
        return counts;
    }

    private static List<SourceImage> sorted(List<SourceImage> images) {
        List<SourceImage> sorted = new ArrayList<>(images);
        sorted.sort(Comparator.comparing(SourceImage::name));
        for (int i = 1; i < sorted.size(); i++) {
            if (sorted.get(i).name().equals(sorted.get(i - 1).name())) {
                throw new IllegalArgumentException("The source has two images %s: one in %s and one in %s; remove one"
                        .formatted(
                                sorted.get(i).name(),
                                sorted.get(i - 1).file(),
                                sorted.get(i).file()));
            }
        }
        return sorted;
    }

    private static void holdOut(
            Map<Split, List<SourceImage>> splits, List<SourceImage> training, double share, long seed) {
        List<SourceImage> drawn = new ArrayList<>(training);
        permute(drawn, Draws.of(seed, HELD_OUT));
        Map<Integer, List<SourceImage>> byLabel = new TreeMap<>();
        drawn.forEach(image -> byLabel.computeIfAbsent(image.label(), label -> new ArrayList<>())
                .add(image));
        List<SourceImage> kept = new ArrayList<>();
        List<SourceImage> held = new ArrayList<>();
        for (List<SourceImage> each : byLabel.values()) {
            int count = (int) Math.round(each.size() * share);
            held.addAll(each.subList(0, count));
            kept.addAll(each.subList(count, each.size()));
        }
        splits.put(Split.TRAINING, sorted(kept));
        splits.put(Split.VALIDATION, sorted(held));
    }

    private static List<String> names(List<String> given, Map<Split, List<SourceImage>> splits) {
        SourceImage last = splits.values().stream()
                .flatMap(List::stream)
                .max(Comparator.comparingInt(SourceImage::label))
                .orElseThrow(() -> new IllegalArgumentException("The source has no images; check its path"));
        if (last.label() >= Labels.MOST_CLASSES) {
            throw new IllegalArgumentException("Image %s in %s has class number %d, and there may be %,d classes"
                    .formatted(last.name(), last.file(), last.label(), Labels.MOST_CLASSES));
        }
        if (given.isEmpty()) {
            List<String> numbers = new ArrayList<>();
            for (int i = 0; i <= last.label(); i++) {
                numbers.add(Integer.toString(i));
            }
            return numbers;
        }
        if (last.label() >= given.size()) {
            throw new IllegalArgumentException(
                    "Image %s in %s has class number %d, but there are only %d class names, and classes count from 0"
                            .formatted(last.name(), last.file(), last.label(), given.size()));
        }
        return given;
    }

    private static void permute(List<SourceImage> list, RandomGenerator draws) {
        for (int i = list.size() - 1; i > 0; i--) {
            Collections.swap(list, i, draws.nextInt(i + 1));
        }
    }
}
