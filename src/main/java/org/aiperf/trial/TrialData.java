// SPDX-License-Identifier: Apache-2.0
package org.aiperf.trial;

import org.aiperf.config.DataSettings;
import org.aiperf.dataset.Dataset;
import org.aiperf.image.ImageBatches;
import org.aiperf.image.LimitedBatches;

/**
 * The images of trials: a data set within the limits of the settings.
 *
 * @param dataset all images
 * @param settings limits
 */
public record TrialData(Dataset dataset, DataSettings settings) {

    /** One pass of training. The limit is rounded down to whole batches, so that every step is a full one. */
    public ImageBatches training(int batchSize, long seed, int epoch) {
        int limit = settings.trainLimit();
        return LimitedBatches.of(
                dataset.training(batchSize, seed, epoch),
                limit == 0 ? 0 : Math.max(limit / batchSize, 1) * (long) batchSize);
    }

    /** One pass of validation. */
    public ImageBatches validation(int batchSize) {
        return LimitedBatches.of(dataset.validation(batchSize), settings.validationLimit());
    }
}
