// SPDX-License-Identifier: Apache-2.0
package org.aiperf.config;

import java.nio.file.Path;
import java.util.List;

/**
 * Which images the networks learn from, and how they are prepared.
 *
 * @param location a directory of shards on any Hadoop file system, or {@code resource:NAME} for a set in the jar
 * @param preprocessing how a stored image becomes an input
 * @param imageSize height and width of an input in pixels; 0: as stored
 * @param shuffleBuffer MiB of encoded images among which the next one is drawn
 * @param decoders threads that decode the images of a trial; 0 for the CPUs of its task
 * @param trainLimit training images of an epoch; 0: all
 * @param validationLimit validation images of an evaluation; 0: all
 * @param cacheDirectory local directory of each node for copies of shards; a leading {@code ~} is the user's home there
 * @param cacheSize MiB of shards of which a node keeps copies; 0: none
 */
public record DataSettings(
        @NotEmpty String location,
        Preprocessing preprocessing,

        @Within(min = 0, max = 4096) int imageSize,

        @Within(min = 1, max = 1_048_576) int shuffleBuffer,

        @Within(min = 0, max = 1024) int decoders,

        @Within(min = 0) int trainLimit,
        @Within(min = 0) int validationLimit,
        @NotEmpty String cacheDirectory,
        @Within(min = 0) int cacheSize)
        implements CrossChecked {

    @Override
    public List<Conflict> conflicts() {
        return Secrets.conflicts("location", location);
    }

    /** How a stored image becomes an input. */
    public enum Preprocessing {
        /** The stored pixels; every image has the same size. */
        AS_IS,
        /** Random crop and flip for training, resize and centre crop for validation (method section 2.4). */
        AIPERF,
        /** Random resized crop and flip for training, resize and centre crop for validation, mean and deviation of ImageNet. */
        INCEPTION
    }

    /** The same data where another machine has it. */
    public DataSettings at(String place, String cache) {
        return new DataSettings(
                place,
                preprocessing,
                imageSize,
                shuffleBuffer,
                decoders,
                trainLimit,
                validationLimit,
                cache,
                cacheSize);
    }

    /** The cache directory on the machine that asks, with {@code ~} replaced by the home of its user. */
    public Path cache() {
        return cacheDirectory.equals("~") || cacheDirectory.startsWith("~/")
                ? Path.of(System.getProperty("user.home"), cacheDirectory.substring(1))
                : Path.of(cacheDirectory);
    }
}
