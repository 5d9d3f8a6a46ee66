// SPDX-License-Identifier: Apache-2.0
package org.aiperf.dataset;

/**
 * What a data set offers to a trainer.
 *
 * @param name the data set's name, "fashion-mnist"
 * @param height rows of every image handed out
 * @param width columns of every image handed out
 * @param channels 1 grey, 3 red-green-blue
 * @param classes labels are 0 to classes - 1
 * @param trainImages images of one training pass, before the last partial batch is dropped
 * @param validationImages images of one validation pass
 * @param preprocessing what is done to an image after decoding, as the configuration spells it
 */
public record DatasetInfo(
        String name,
        int height,
        int width,
        int channels,
        int classes,
        int trainImages,
        int validationImages,
        String preprocessing) {}
