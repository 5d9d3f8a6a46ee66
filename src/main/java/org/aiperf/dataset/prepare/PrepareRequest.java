// SPDX-License-Identifier: Apache-2.0
package org.aiperf.dataset.prepare;

/**
 * What to make a data set of.
 *
 * @param source where the images come from
 * @param target directory of the data set, on any Hadoop file system
 * @param name the data set's name
 * @param counts how many shards to make
 * @param seed of the order of the images, and of the choice of validation images where that is to be made
 * @param channels of the data set: 1 grey, 3 red-green-blue
 * @param validationShare share of the training images to validate with, where the source has no others; 0 for none
 * @param corruptAllowed how many corrupt images may be left out
 * @param sharedAllowed so many validation images may be training images, too
 * @param leftOutAllowed share of the source's files that may be left out although they might be images, 0 to 1
 * @param completeness what to do about a source that is not whole
 */
public record PrepareRequest(
        ImageSource source,
        String target,
        String name,
        ShardCounts counts,
        long seed,
        int channels,
        double validationShare,
        int corruptAllowed,
        int sharedAllowed,
        double leftOutAllowed,
        Completeness completeness) {

    /** The share of a source that may be left out where nobody says another. */
    public static final double USUALLY_LEFT_OUT = 0.01;

    /** The seed that the reference shuffles with. */
    public static final long REFERENCE_SEED = 12_345;

    /** What to do about a source that lacks images. */
    public enum Completeness {
        /** Refuse it. */
        REQUIRED,
        /** Take what there is. */
        PARTIAL_ALLOWED
    }

    public PrepareRequest {
        if (!(leftOutAllowed >= 0 && leftOutAllowed <= 1)) {
            throw new IllegalArgumentException("The share that may be left out must be 0 to 1, not " + leftOutAllowed);
        }
        if (channels != 1 && channels != 3) {
            throw new IllegalArgumentException("channels must be 1 or 3, not " + channels);
        }
        if (!(validationShare >= 0 && validationShare < 1)) {
            throw new IllegalArgumentException(
                    "The validation share must be at least 0 and below 1, not " + validationShare);
        }
    }
}
