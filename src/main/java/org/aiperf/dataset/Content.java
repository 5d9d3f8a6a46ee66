// SPDX-License-Identifier: Apache-2.0
package org.aiperf.dataset;

/**
 * What a data set holds, whatever its shards.
 *
 * @param sha256 its content digest, as {@link ContentDigest} defines it
 * @param repeatedInTraining training images of which another training image has the same bytes; the first of each is not
 *     counted
 * @param repeatedInValidation the same of the validation images
 * @param inBoth validation images whose bytes are those of a training image, too
 */
public record Content(String sha256, int repeatedInTraining, int repeatedInValidation, int inBoth) {

    public Content {
        if (!sha256.matches("[0-9a-f]{64}")) {
            throw new IllegalArgumentException("the content digest must have 64 hex digits, not '" + sha256 + "'");
        }
        if (repeatedInTraining < 0 || repeatedInValidation < 0 || inBoth < 0) {
            throw new IllegalArgumentException("numbers of repeated images must not be negative");
        }
    }
}
