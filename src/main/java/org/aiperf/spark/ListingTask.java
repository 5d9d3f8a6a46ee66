// SPDX-License-Identifier: Apache-2.0
package org.aiperf.spark;

import java.io.IOException;
import org.aiperf.dataset.prepare.ImageSource;
import org.aiperf.dataset.prepare.SourceListing;
import org.aiperf.dataset.prepare.SourcePart;
import org.apache.spark.api.java.function.Function;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.util.SerializableConfiguration;

/** Lists one part of a source. */
record ListingTask(ImageSource source, Broadcast<SerializableConfiguration> hadoop)
        implements Function<SourcePart, SourceListing> {

    private static final long serialVersionUID = 1L;

    @Override
    public SourceListing call(SourcePart part) throws IOException {
        return source.list(part, hadoop.value().value());
    }
}
