// SPDX-License-Identifier: Apache-2.0
package org.aiperf.spark;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.aiperf.dataset.prepare.ImageSource;
import org.aiperf.dataset.prepare.SourceImage;
import org.aiperf.dataset.prepare.SourcePart;
import org.apache.spark.api.java.function.Function;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.util.SerializableConfiguration;

/** Lists one part of a source. */
record ListingTask(ImageSource source, Broadcast<SerializableConfiguration> hadoop)
        implements Function<SourcePart, List<SourceImage>> {

    private static final long serialVersionUID = 1L;

    @Override
    public List<SourceImage> call(SourcePart part) throws IOException {
        return new ArrayList<>(source.list(part, hadoop.value().value()));
    }
}
