// SPDX-License-Identifier: Apache-2.0
package org.aiperf.history;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import java.io.IOException;
import org.aiperf.dataset.Content;
import org.aiperf.dataset.Dataset;
import org.aiperf.dataset.DatasetInfo;
import org.aiperf.dataset.DatasetManifest;
import org.jspecify.annotations.Nullable;

/**
 * What a run trains on.
 *
 * @param name of the data set
 * @param height rows of an input
 * @param width columns of an input
 * @param channels 1 grey, 3 red-green-blue
 * @param classes labels are 0 to classes - 1
 * @param trainImages images of the training split
 * @param validationImages images of the validation split
 * @param digest content digest of all images and labels (method section 2.4); null if the data set has none
 */
public record RecordedData(
        String name,
        int height,
        int width,
        int channels,
        int classes,
        int trainImages,
        int validationImages,
        @JsonSetter(nulls = Nulls.SET) @Nullable String digest) {

    /**
     * What a history records of an opened data set.
     *
     * @throws IOException if its shards hold something else than it states
     */
    public static RecordedData of(Dataset dataset) throws IOException {
        DatasetInfo info = dataset.info();
        return new RecordedData(
                info.name(),
                info.height(),
                info.width(),
                info.channels(),
                info.classes(),
                info.trainImages(),
                info.validationImages(),
                dataset.content().map(Content::sha256).orElse(null));
    }

    /** What a history records of a data set that is read as it is stored. */
    public static RecordedData of(DatasetManifest manifest) {
        return new RecordedData(
                manifest.name(),
                manifest.height(),
                manifest.width(),
                manifest.channels(),
                manifest.classes(),
                manifest.trainImages(),
                manifest.validationImages(),
                manifest.content().map(Content::sha256).orElse(null));
    }
}
