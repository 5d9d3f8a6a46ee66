// SPDX-License-Identifier: Apache-2.0
package org.aiperf.dataset.prepare;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How many shards each split has.
 *
 * @param training shards of training images; 0: about {@value #SHARD_MIB} MiB each
 * @param validation shards of validation images; 0: as large as those of training
 */
public record ShardCounts(int training, int validation) {

    /** As many as the sizes suggest. */
    public static final ShardCounts BY_SIZE = new ShardCounts(0, 0);

    private static final int SHARD_MIB = 128;

    /** However small the images: so many tasks can work at once if there are this many images for each. */
    private static final int USUAL_TASKS = 16;

    private static final int IMAGES_FOR_A_TASK = 256;
    private static final Pattern TEXT = Pattern.compile("([1-9][0-9]{0,4})(?:/([1-9][0-9]{0,4}))?");

    /**
     * Reads {@code 1024/128}, or {@code 1024} for the training split alone.
     *
     * @throws IllegalArgumentException if it is neither
     */
    public static ShardCounts parse(String text) {
        Matcher matcher = TEXT.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException(
                    "'%s' are no numbers of shards; write TRAINING/VALIDATION, such as 1024/128".formatted(text));
        }
        return new ShardCounts(
                Integer.parseInt(matcher.group(1)), matcher.group(2) == null ? 0 : Integer.parseInt(matcher.group(2)));
    }

    /** Shards of a split of so many images and bytes. */
    int of(Split split, int images, long bytes) {
        int wanted = split == Split.TRAINING ? training : validation;
        if (wanted == 0) {
            long bySize = (bytes >> 20) / SHARD_MIB + 1;
            int byTasks = Math.min(USUAL_TASKS, images / IMAGES_FOR_A_TASK + 1);
            return (int) Math.min(images, Math.max(bySize, byTasks));
        }
        if (wanted > images) {
            throw new IllegalArgumentException(
                    "%d shards of %d %s images would leave some empty; ask for fewer by --shards"
                            .formatted(wanted, images, split.text()));
        }
        return wanted;
    }
}
